import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiExtraModels, ApiOperation, ApiQuery, ApiResponse } from '@nestjs/swagger';
import { BodyErrorDocs, failure, LocationErrorDocs, PAGE_HEADERS } from '../http/error.docs';
import {
  DocumentedParameter,
  idSchema,
  momentSchema,
  RequestIdDocs,
  SchemaObject,
  IfNoneMatchDocs,
  MaxAgeDocs,
} from '../openapi/parameter.docs';
import { ALL_COLUMNS } from './csv.columns';
import { MEDIA_TYPES } from './search.format';
import { MAX_LIMIT } from './search.parameters';
import { MAX_QUERY_LENGTH } from './text-query.validator';
import { SearchAnswerSchema } from './search.schema';
import { SEARCH_CONTENT, STREAM_HEADERS } from './stream.docs';
import { StreamEndSchema } from './stream.schema';

const flag = (): SchemaObject => ({ type: 'boolean', default: false });

/**
 * The parameters, the same in the query and in the body. Those that a first try needs have an `example`, with which the page at /docs fills
 * them in; the others have `examples`, which it only shows.
 */
const PARAMETERS: Readonly<Record<string, DocumentedParameter>> = {
  locationId: {
    required: true,
    description: 'The location whose messages are searched.',
    schema: { ...idSchema('ve9EPM428h8vShlRW1KT'), example: 've9EPM428h8vShlRW1KT' },
  },
  type: {
    required: true,
    description:
      "One or more of LeadConnector's message types, comma separated or repeated. The TYPE_ prefix may be left out. E-mail (TYPE_EMAIL) is read from LeadConnector only once it is asked for.",
    schema: {
      type: 'array',
      items: { type: 'string', pattern: '^(TYPE_)?[A-Za-z0-9_]{1,64}$' },
      minItems: 1,
      maxItems: 50,
      example: ['TYPE_CALL', 'TYPE_SMS'],
    },
  },
  limit: {
    description: 'Messages a page. Not for streams, which have every message.',
    schema: { type: 'integer', minimum: 1, maximum: MAX_LIMIT, default: 100 },
  },
  startAfterDate: {
    description: 'Only messages updated after this moment (exclusive): epoch milliseconds, or ISO 8601 with an offset.',
    schema: momentSchema('2025-10-01T00:00:00Z', 1759276800000),
  },
  endDate: {
    description: 'Only messages updated up to this moment (inclusive): epoch milliseconds, or ISO 8601 with an offset.',
    schema: momentSchema('2025-10-31T00:00:00Z', 1761868800000),
  },
  sort: {
    description:
      'By (dateUpdated, id), ascending or descending. Ascending is exact while messages change: a message that changes moves to the end.',
    schema: { type: 'string', enum: ['asc', 'desc'], default: 'asc' },
  },
  cursor: {
    description: 'nextCursor of the page before. Exact, never expires, and belongs to its filters.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,2048}$', examples: ['bm90LWEtcmVhbC1jdXJzb3I'] },
  },
  lastMessageId: {
    description: "Go on after this message's present position; not together with cursor.",
    schema: idSchema('asd123AbCdEfGhIjKlMn'),
  },
  includeContact: { description: "Add the contact's fullName, contactName, companyName, email and phone to each message.", schema: flag() },
  includeUser: {
    description:
      "Add the user's name and e-mail address to each message, as userName and userEmail. The token needs the scope users.readonly for it.",
    schema: flag(),
  },
  includeTotal: {
    description: 'Add the number of messages of all pages. Not for streams.',
    schema: flag(),
  },
  allowPartial: {
    description: 'Answer soon with what is there, marked complete: false, rather than wait for what is missing.',
    schema: flag(),
  },
  userId: {
    description: 'Only messages of this user, or `none` for those that belong to nobody.',
    schema: idSchema('usr1AbCdEfGhIjKlMnOp'),
  },
  contactId: { description: 'Only messages with this contact.', schema: idSchema('con1AbCdEfGhIjKlMnOp') },
  conversationId: { description: 'Only messages of this conversation.', schema: idSchema('cnv1AbCdEfGhIjKlMnOp') },
  direction: { description: 'Only messages of this direction.', schema: { type: 'string', enum: ['inbound', 'outbound'] } },
  status: {
    description: 'Only messages of this status.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9_-]{1,64}$', examples: ['completed'] },
  },
  query: {
    description:
      'Only messages that have all these words in their body, or whose contact has all of them in its names, company, email and phone. Case, accents and width make no difference; `"words in quotes"` must be next to each other; `invoic*` finds what begins so; a phone number is found in any notation. The token must be allowed to read contacts.',
    schema: { type: 'string', minLength: 1, maxLength: MAX_QUERY_LENGTH, examples: ['appointment "next week"'] },
  },
  columns: {
    description:
      "With Accept: text/csv, the columns in their order; without, all of them, the contact's only with includeContact, the user's with includeUser.",
    schema: {
      type: 'array',
      items: { type: 'string', enum: ALL_COLUMNS },
      minItems: 1,
      maxItems: ALL_COLUMNS.length,
      uniqueItems: true,
      examples: [['id', 'messageType', 'direction', 'userId', 'dateUpdated']],
    },
  },
};

const STREAMS = `Accept chooses the form: a page of JSON, or a stream of every message from where the search begins to the end of its window, as ${MEDIA_TYPES.ndjson} or ${MEDIA_TYPES.csv}.`;

/** The contract of a search. */
export function SearchDocs({ body }: { readonly body: boolean }): MethodDecorator {
  const required = (name: string) => !body && (PARAMETERS[name]?.required ?? false);
  return applyDecorators(
    ApiOperation({
      operationId: body ? 'searchMessagesByBody' : 'searchMessages',
      tags: ['Messages'],
      summary: body ? 'Search messages, parameters in the body' : 'Search messages by update date',
      description:
        'Every message of a location by update date, each with the user who handled it and, if wanted, the data of its contact. What is missing of the window is read from LeadConnector first. ' +
        STREAMS +
        (body
          ? ' The same parameters may be in the query, in the body or in both; a parameter with two different values is an error.'
          : ''),
    }),
    ...Object.entries(PARAMETERS).map(([name, { description, schema }]) =>
      ApiQuery({
        name,
        description,
        required: required(name),
        schema: body ? withoutFilling(schema) : schema,
        ...(schema.type === 'array' && { style: 'form', explode: false }),
      }),
    ),
    MaxAgeDocs(),
    ...(body ? [] : [NotModifiedDocs()]),
    RequestIdDocs(),
    ...(body
      ? [
          ApiBody({ required: false, description: 'The parameters.', schema: { $ref: '#/components/schemas/SearchParameters' } }),
          BodyErrorDocs(),
        ]
      : []),
    ApiExtraModels(SearchAnswerSchema, StreamEndSchema),
    ApiResponse({
      status: 200,
      description: 'A page of messages, or a stream of them.',
      content: SEARCH_CONTENT,
      headers: { ...PAGE_HEADERS, ...STREAM_HEADERS },
    }),
    LocationErrorDocs(),
    failure({
      status: 406,
      description: 'Accept allows none of the forms that there are.',
      message: `Accept must allow one of ${Object.values(MEDIA_TYPES).join(', ')}; given "text/html"`,
    }),
  );
}

/** A page that the caller has already, by its ETag. */
function NotModifiedDocs(): MethodDecorator {
  return applyDecorators(
    IfNoneMatchDocs(),
    ApiResponse({ status: 304, description: 'The page is the one that the caller has. asOf may have moved on.', headers: PAGE_HEADERS }),
  );
}

/** The page at /docs would fill in the query beside the body, and the two would contradict each other. */
function withoutFilling({ default: _default, example, ...schema }: SchemaObject): SchemaObject {
  return { ...schema, ...(example !== undefined && { examples: [example] }) };
}

/** The body of a search by POST. */
export const SEARCH_PARAMETERS_SCHEMA: SchemaObject = bodySchema();

function bodySchema(): SchemaObject {
  const properties = Object.entries(PARAMETERS).map(([name, { description, schema }]) => [name, { ...schema, description }] as const);
  return {
    type: 'object',
    description: 'The parameters of a search.',
    additionalProperties: false,
    properties: Object.fromEntries(properties),
    example: { locationId: 've9EPM428h8vShlRW1KT', type: ['TYPE_CALL', 'TYPE_SMS'], limit: 1000, includeContact: true },
  };
}
