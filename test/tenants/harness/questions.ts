import { Request } from './ask';
import { Kind } from './marks';
import { Place } from './world';

export type Parameters = Readonly<Record<string, string>>;

/** One thing that somebody may ask about a place. */
export interface Question extends Request {
  readonly route: string;
  readonly place: Place;
  /** What whoever asks must be allowed to see, by which of upstream's scopes. */
  readonly needs: readonly Kind[];
  readonly read: 'messages' | 'conversations';
}

/** What may be changed of a question without changing what it is about. */
export interface Twist {
  readonly parameters?: Parameters;
  readonly headers?: readonly (readonly [string, string])[];
  /** Another location's id in the place of the place's own, everywhere but in the ids of what it has. */
  readonly locationId?: string;
}

/** A question that can be asked about any place. */
export interface Shape {
  readonly route: string;
  readonly about: (place: Place, twist?: Twist) => Question;
  /** Whether it names its location; reads by an id don't. */
  readonly isLocated: boolean;
  /** Whether whoever may ask it is shown something of the place that is marked. */
  readonly hasRows: boolean;
  /** Goes on where another answer ended, by this parameter. */
  readonly goesOnBy?: 'cursor' | 'since';
}

interface ShapeOptions {
  readonly route: string;
  readonly path: (place: Place, locationId: string) => string;
  readonly parameters?: (place: Place, locationId: string) => Parameters;
  readonly method?: 'GET' | 'POST';
  readonly accept?: string;
  /** Parameters in the body instead of in the query. */
  readonly byBody?: true;
  readonly needs?: readonly Kind[];
  readonly read?: Question['read'];
  readonly isLocated?: boolean;
  readonly hasRows?: boolean;
  readonly goesOnBy?: Shape['goesOnBy'];
}

const TYPES = 'TYPE_CALL,TYPE_SMS';
const SEARCH = '/messages/search';
const FORMATS = { json: undefined, ndjson: 'application/x-ndjson', csv: 'text/csv' } as const;

/** Every kind of question that the service answers about a location's data. */
export const SHAPES: readonly Shape[] = [
  ...searches(),
  ...stats(),
  ...changes(),
  ...upstreamsReads(),
  shape({ route: 'GET sync', path: (_, id) => `/locations/${encodeURIComponent(id)}/sync`, hasRows: false }),
  shape({ route: 'POST sync', method: 'POST', path: (_, id) => `/locations/${encodeURIComponent(id)}/sync`, hasRows: false }),
];

function searches(): Shape[] {
  const variants: readonly { readonly given: (place: Place) => Parameters; readonly needs?: readonly Kind[] }[] = [
    { given: () => ({}) },
    { given: () => ({ limit: '7' }) },
    { given: () => ({ limit: '5', sort: 'desc', includeTotal: 'true' }) },
    { given: () => ({ type: 'TYPE_EMAIL', limit: '3' }) },
    { given: () => ({ includeContact: 'true', limit: '9' }), needs: ['m', 'c'] },
    { given: () => ({ includeUser: 'true' }), needs: ['m', 'u'] },
    { given: () => ({ includeContact: 'true', includeUser: 'true', includeTotal: 'true' }), needs: ['m', 'c', 'u'] },
    { given: () => ({ query: 'hello', limit: '4' }), needs: ['m', 'c'] },
    { given: ({ names }) => ({ query: names[0] ?? '', includeContact: 'true' }), needs: ['m', 'c'] },
    { given: ({ contactIds }) => ({ contactId: contactIds[1] ?? '' }) },
    { given: ({ conversationIds }) => ({ conversationId: conversationIds[1] ?? '' }) },
    { given: ({ userIds }) => ({ userId: userIds[1] ?? '', limit: '2' }) },
    { given: () => ({ direction: 'inbound', limit: '6' }) },
    { given: ({ messageIds }) => ({ lastMessageId: messageIds[3] ?? '', limit: '8' }) },
  ];
  return variants.flatMap(({ given, needs }) =>
    Object.entries(FORMATS).flatMap(([format, accept]) => {
      const options = {
        ...{ path: () => SEARCH, accept, needs, ...(format === 'json' && { goesOnBy: 'cursor' as const }) },
        parameters: (place: Place, locationId: string) => ({
          locationId,
          type: TYPES,
          ...(format === 'json' ? given(place) : whole(given(place))),
        }),
      };
      return [
        shape({ ...options, route: `GET search ${format}` }),
        shape({ ...options, route: `POST search ${format}`, method: 'POST', byBody: true }),
      ];
    }),
  );
}

/** Of a stream, which has every message, no page can be asked for. */
function whole({ limit: _, includeTotal: __, ...given }: Parameters): Parameters {
  return given;
}

function stats(): Shape[] {
  const variants: readonly { readonly given: Parameters; readonly needs?: readonly Kind[] }[] = [
    { given: {} },
    { given: { groupBy: 'user,day' }, needs: ['m', 'u'] },
    { given: { groupBy: 'direction' } },
  ];
  return variants.map(({ given, needs }) =>
    shape({
      ...{ route: 'GET stats', path: () => '/messages/stats', needs, hasRows: needs !== undefined },
      parameters: (_, locationId) => ({ locationId, type: TYPES, ...given }),
    }),
  );
}

function changes(): Shape[] {
  const variants: readonly { readonly given: Parameters; readonly needs?: readonly Kind[] }[] = [
    { given: { since: 'beginning', limit: '10' } },
    { given: { since: 'beginning', limit: '12', includeContact: 'true' }, needs: ['m', 'c'] },
    { given: { since: 'now' } },
  ];
  return variants.flatMap(({ given, needs }) =>
    [undefined, 'text/event-stream'].map((accept) =>
      shape({
        ...{ route: accept ? 'GET changes stream' : 'GET changes', path: () => '/messages/changes', accept, needs },
        ...{ hasRows: given.since !== 'now', ...(accept === undefined && { goesOnBy: 'since' as const }) },
        parameters: (_, locationId) => ({ locationId, ...given }),
      }),
    ),
  );
}

function upstreamsReads(): Shape[] {
  const conversations = '/conversations/search';
  const messagesExport = '/conversations/messages/export';
  return [
    ...parameters({}, { limit: '2' }, { sort: 'asc', limit: '3' }).map((given) =>
      shape({
        ...{ route: 'GET conversations', path: () => conversations, read: 'conversations' },
        parameters: (_, locationId) => ({ locationId, ...given }),
      }),
    ),
    shape({
      ...{ route: 'GET conversations', path: () => conversations, read: 'conversations' },
      parameters: ({ contactIds }, locationId) => ({ locationId, contactId: contactIds[0] ?? '' }),
    }),
    ...parameters({}, { limit: '10' }, { limit: '11', sortBy: 'updatedAt', sortOrder: 'asc' }).map((given) =>
      shape({
        ...{ route: 'GET export', path: () => messagesExport, goesOnBy: 'cursor' },
        parameters: (_, locationId) => ({ locationId, ...given }),
      }),
    ),
    shape({
      ...{ route: 'GET export', path: () => messagesExport },
      parameters: ({ conversationIds }, locationId) => ({ locationId, conversationId: conversationIds[1] ?? '' }),
    }),
    ...[0, 1, 2, 3].map((index) =>
      shape({ route: 'GET message', isLocated: false, path: ({ messageIds }) => `/conversations/messages/${messageIds[index]}` }),
    ),
    ...[0, 1, 2].map((index) =>
      shape({
        ...{ route: 'GET conversation messages', isLocated: false },
        path: ({ conversationIds }) => `/conversations/${conversationIds[index]}/messages`,
        parameters: (): Parameters => (index === 0 ? {} : { limit: String(index) }),
      }),
    ),
  ];
}

function parameters(...variants: Parameters[]): Parameters[] {
  return variants;
}

function shape(options: ShapeOptions): Shape {
  const { route, path, parameters = () => ({}), method = 'GET', accept, byBody } = options;
  const { needs = ['m'], read = 'messages', isLocated = true, hasRows = true, goesOnBy } = options;
  return {
    ...{ route, isLocated, hasRows, goesOnBy },
    about: (place, { parameters: more = {}, headers = [], locationId = place.id } = {}) => {
      const given = { ...parameters(place, locationId), ...more };
      const query = byBody || Object.keys(given).length === 0 ? '' : `?${new URLSearchParams(given).toString()}`;
      return {
        ...{ route, place, needs, read, method, path: `${path(place, locationId)}${query}` },
        headers: [
          ...(accept === undefined ? [] : [['Accept', accept] as const]),
          ...(byBody ? [['Content-Type', 'application/json'] as const] : []),
          ...headers,
        ],
        ...(byBody && { body: JSON.stringify(given) }),
      };
    },
  };
}
