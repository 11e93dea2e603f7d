import { Random } from '../../../apps/sandbox/src/seed/random';
import { Request } from './ask';
import { bearer, Rule, withHeaders } from './probe';
import { Shape, SHAPES } from './questions';
import { Place, Reader } from './world';

/** Somebody who may read `own` but not `foreign`, which `owner` may. */
export interface Attempt {
  readonly reader: Reader;
  readonly own: Place;
  readonly foreign: Place;
  readonly owner: Reader;
}

export interface Disguise {
  readonly request: Request;
  readonly route: string;
  readonly about: Place | null;
  readonly rule: Rule;
}

const SEARCHES = SHAPES.filter(({ route }) => route === 'GET search json');
const LOCATED = SHAPES.filter(({ isLocated }) => isLocated);
const BY_QUERY = LOCATED.filter(({ route }) => !/sync|POST/.test(route));

const ODD_IDS = [
  ...['', '*', '%', '%25', '_', "'", '"', '`', '\\', "' or '1'='1", '$1', '{}', '[]', 'null', 'undefined', '__proto__', 'constructor'],
  ...[
    '.',
    '..',
    '../tenant-one',
    'tenant-one/../tenant-one1',
    'tenänt-one',
    'tenant‐one',
    'ｔenant-one',
    '\u0000',
    'tenant-one\u0000',
    '\ud83d\ude00',
  ],
  ...['0', '-1', 'true', 'tenant-*', 'tenant%', 'TENANT-one', 'x'.repeat(128), 'x'.repeat(129), 'x'.repeat(5_000)],
];

/** Ways of saying a foreign location's id, or of saying who one is, that something on the way might understand otherwise. */
const DISGUISES: readonly ((attempt: Attempt, random: Random) => Disguise)[] = [
  twoTokens,
  tokenElsewhere,
  notABearerToken,
  otherHeaderNames,
  claimedElsewhere,
  locationTwice,
  parameterNames,
  oddBody,
  oddId,
  compoundId,
  oddPath,
];

export function disguise(attempt: Attempt, random: Random): Disguise {
  return random.pick(DISGUISES)(attempt, random);
}

function twoTokens({ reader, owner, foreign }: Attempt, random: Random): Disguise {
  const { request, route } = asked(random.pick(SHAPES), foreign);
  const tokens = random.chance(0.5) ? [bearer(reader), bearer(owner)] : [bearer(owner), bearer(reader)];
  return { request: withHeaders(request, ...tokens), route, about: null, rule: 'refused' };
}

function tokenElsewhere({ reader, owner: { token }, foreign }: Attempt, random: Random): Disguise {
  const shape = random.pick(LOCATED);
  const name = random.pick(['Cookie', 'Proxy-Authorization', 'X-Authorization', 'X-Api-Key', 'X-Forwarded-Authorization', 'query']);
  if (name === 'query') {
    const parameter = random.pick(['access_token', 'token', 'authorization', 'Authorization']);
    return { ...asked(shape, foreign, { [parameter]: token }), about: foreign, rule: 'refused' };
  }
  const value = name === 'Cookie' ? `token=${token}; Authorization=${token}` : `Bearer ${token}`;
  const { request, route } = asked(shape, foreign);
  const own = random.chance(0.5) ? [bearer(reader)] : [];
  return { request: withHeaders(request, ...own, [name, value]), route, about: foreign, rule: 'refused' };
}

function notABearerToken({ reader, owner: { token }, foreign }: Attempt, random: Random): Disguise {
  const { request, route } = asked(random.pick(SHAPES), foreign);
  const value = random.pick([
    ...[`Basic ${Buffer.from(`:${token}`).toString('base64')}`, `Token ${token}`, token, `Bearer`, `Bearer ${token} ${reader.token}`],
    ...[`Bearer ${reader.token},${token}`, `Bearer ${reader.token}, Bearer ${token}`, `Bearer "${token}"`, `Bearer: ${token}`],
    ...[`Bearer ${token}==x`, `Bearer token=${token}`, `Bearer\t${token}`, `bearer${token}`, `Bearer %2B${token}`],
  ]);
  return { request: withHeaders(request, ['Authorization', value]), route, about: null, rule: 'refused' };
}

function otherHeaderNames({ reader, foreign }: Attempt, random: Random): Disguise {
  const { request, route } = asked(random.pick(SHAPES), foreign);
  const name = random.pick(['authorization', 'AUTHORIZATION', 'aUTHORIZATION']);
  const scheme = random.pick(['bearer', 'BEARER', 'Bearer  ']);
  return { request: withHeaders(request, [name, `${scheme} ${reader.token}`]), route, about: foreign, rule: 'refused' };
}

/** A header that says that the request is another one than it is. */
function claimedElsewhere({ reader, own, foreign }: Attempt, random: Random): Disguise {
  const shape = random.pick(SHAPES);
  const { path } = shape.about(foreign);
  const [name, value] = random.pick([
    ...[
      ['X-Original-URL', path],
      ['X-Rewrite-URL', path],
      ['X-Forwarded-Uri', path],
      ['Location-Id', foreign.id],
    ],
    ...[
      ['locationId', foreign.id],
      ['X-Tenant-Id', foreign.id],
      ['X-HTTP-Method-Override', 'GET'],
      ['Forwarded', 'for=127.0.0.1;host=localhost'],
    ],
  ] as const);
  const isForeign = random.chance(0.5);
  const { request, route } = asked(shape, isForeign ? foreign : own);
  const claimed = isForeign && random.chance(0.5) ? (['X-Location-Id', own.id] as const) : ([name, value] as const);
  return {
    request: withHeaders(request, bearer(reader), claimed),
    route,
    about: isForeign ? foreign : own,
    rule: isForeign ? 'refused' : 'any',
  };
}

function locationTwice({ reader, own, foreign }: Attempt, random: Random): Disguise {
  const { request, route } = asked(random.pick(BY_QUERY), own);
  const [first, second] = random.chance(0.5) ? [own, foreign] : [foreign, own];
  const rest = new URLSearchParams(request.path.split('?')[1]);
  rest.delete('locationId');
  const query = `locationId=${encodeURIComponent(first.id)}&${rest.toString()}&locationId=${encodeURIComponent(second.id)}`;
  const path = `${request.path.split('?')[0]}?${query}`;
  return { request: withHeaders({ ...request, path }, bearer(reader)), route, about: own, rule: 'refused' };
}

function parameterNames({ reader, own, foreign }: Attempt, random: Random): Disguise {
  const name = random.pick([
    'LocationId',
    'locationid',
    'location_id',
    'locationId[]',
    'locationId[0]',
    'locationId.',
    'companyId',
    'tenant',
    '$where',
  ]);
  const { request, route } = asked(random.pick(BY_QUERY), own, { [name]: foreign.id });
  return { request: withHeaders(request, bearer(reader)), route, about: own, rule: 'refused' };
}

function oddBody({ reader, own, foreign }: Attempt, random: Random): Disguise {
  const given = { locationId: own.id, type: 'TYPE_SMS' };
  const [query, body] = random.pick([
    [`?locationId=${encodeURIComponent(foreign.id)}`, JSON.stringify(given)],
    [`?locationId=${encodeURIComponent(own.id)}`, JSON.stringify({ ...given, locationId: foreign.id })],
    ['', JSON.stringify({ ...given, locationId: [own.id, foreign.id] })],
    ['', JSON.stringify({ ...given, locationId: { $ne: '' } })],
    ['', JSON.stringify({ ...given, locationId: { toString: foreign.id } })],
    ['', `{"locationId":${JSON.stringify(own.id)},"type":"TYPE_SMS","__proto__":{"locationId":${JSON.stringify(foreign.id)}}}`],
    ['', `{"type":"TYPE_SMS","constructor":{"prototype":{"locationId":${JSON.stringify(foreign.id)}}}}`],
    ['', `[${JSON.stringify(given)},${JSON.stringify({ ...given, locationId: foreign.id })}]`],
    ['', `${JSON.stringify(given)}${JSON.stringify({ ...given, locationId: foreign.id })}`],
  ] as const);
  const request: Request = { method: 'POST', path: `/messages/search${query}`, headers: [['Content-Type', 'application/json']], body };
  return { request: withHeaders(request, bearer(reader)), route: 'POST search json', about: own, rule: 'refused' };
}

function oddId({ reader }: Attempt, random: Random): Disguise {
  return named(random.pick(ODD_IDS), reader, random);
}

/** The own id and the foreign one in one, for whoever takes only a part of it. */
function compoundId({ reader, own, foreign }: Attempt, random: Random): Disguise {
  const between = random.pick([',', ';', '|', '/', '/../', '\u0000', ' ', '\n', '&', '#', '?', ':', '%00', '%2C']);
  const parts = random.pick([
    [own.id, foreign.id],
    [foreign.id, own.id],
    [own.id, ''],
    ['', own.id],
  ] as const);
  return named(parts.join(between), reader, random);
}

function named(locationId: string, reader: Reader, random: Random): Disguise {
  const { route, about } = random.pick(random.chance(0.5) ? SEARCHES : LOCATED);
  const { request } = { request: about(NOBODYS, { locationId }) };
  return { request: withHeaders(request, bearer(reader)), route, about: null, rule: 'refused' };
}

function oddPath({ reader, own, foreign }: Attempt, random: Random): Disguise {
  const [ownId, foreignId] = [encodeURIComponent(own.id), encodeURIComponent(foreign.id)];
  const query = `locationId=${foreignId}&type=TYPE_SMS`;
  const path = random.pick([
    ...[`/locations/${ownId}/../${foreignId}/sync`, `/locations/${ownId}%2F..%2F${foreignId}/sync`, `/locations//${foreignId}/sync`],
    ...[
      `//locations/${foreignId}/sync`,
      `/locations/${foreignId}/sync/`,
      `/locations/${foreignId}/sync;a=b`,
      `/LOCATIONS/${foreignId}/SYNC`,
    ],
    ...[
      `/messages/search/?${query}`,
      `/MESSAGES/search?${query}`,
      `/messages/search;${query}`,
      `/messages//search?${query}`,
      `/messages/search?${query}#`,
    ],
    ...[
      `/./messages/search?${query}`,
      `/messages/%73earch?${query}`,
      `/messages/search%3F${query}`,
      `/messages/search?${query}&locationId=${foreignId}`,
    ],
    ...[`/conversations/search/../messages/${foreign.messageIds[0]}`, `/conversations/messages/${foreign.messageIds[0]}/`],
  ]);
  return { request: { method: 'GET', path, headers: [bearer(reader)] }, route: 'odd paths', about: foreign, rule: 'refused' };
}

/** Has nothing. */
const NOBODYS = { id: '', contactIds: [], conversationIds: [], messageIds: [], userIds: [], names: [] } as unknown as Place;

function asked(
  { route, about }: Shape,
  place: Place,
  parameters: Readonly<Record<string, string>> = {},
): Pick<Disguise, 'request' | 'route'> {
  return { request: about(place, { parameters }), route };
}
