import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { breakingChanges } from './breaking-changes';
import { Json } from './json';
import { byVersion, mayBreak } from './versions';

/* eslint-disable @typescript-eslint/no-explicit-any -- documents are changed in any place */
type Change = (document: any) => unknown;

const text = readFileSync(join(__dirname, '..', '..', 'openapi.json'), 'utf8');
const changed = (change: Change): Json => {
  const document = JSON.parse(text) as Json;
  change(document);
  return document;
};
const breaksOf = (change: Change): readonly string[] => breakingChanges(JSON.parse(text) as Json, changed(change));

const searchOf = ({ paths }: any): any => paths['/messages/search'].get;
const parameter = (document: any, name: string): any => searchOf(document).parameters.find((one: any) => one.name === name);
const schemas = ({ components }: any): any => components.schemas;

const fraction = (document: any): any => schemas(document).WalkProgress.properties;
const alternatives = (...types: readonly string[]): object => ({ anyOf: types.map((type) => ({ type })) });

const rename = (node: any, from: string, to: string): void => {
  node[to] = node[from];
  delete node[from];
};
const replaceStatus = ({ responses }: any, from: string, to: string): void => rename(responses, from, to);

const BREAKING: readonly (readonly [what: string, change: Change, says: string])[] = [
  ['an operation that is gone', ({ paths }) => delete paths['/connections'], 'GET /connections: is removed'],
  ['an operation by another name', (document) => (searchOf(document).operationId = 'find'), 'GET /messages/search: is called find now'],
  [
    'alternatives of other types in an answer',
    (document) => (fraction(document).fraction = alternatives('number', 'null', 'string')),
    'fraction: may be string now',
  ],
  ['other credentials', (document) => (searchOf(document).security = [{ operator: [] }]), 'GET /messages/search: needs other credentials'],
  [
    'a parameter that is gone',
    (document) => (searchOf(document).parameters = searchOf(document).parameters.filter((one: any) => one.name !== 'sort')),
    'GET /messages/search, query parameter sort: is removed',
  ],
  [
    'a new parameter that is required',
    (document) => searchOf(document).parameters.push({ name: 'new', in: 'query', required: true, schema: { type: 'string' } }),
    'GET /messages/search, query parameter new: is new, and required',
  ],
  ['a parameter that is required now', (document) => (parameter(document, 'limit').required = true), 'limit: is required now'],
  [
    'an enum that takes less',
    (document) => (parameter(document, 'sort').schema.enum = ['asc']),
    'sort: the value desc is not taken any more',
  ],
  ['a maximum that is lower', (document) => (parameter(document, 'limit').schema.maximum = 500), 'limit: maximum is lower'],
  ['another default', (document) => (parameter(document, 'limit').schema.default = 50), 'limit: default is another'],
  ['another pattern', (document) => (parameter(document, 'type').schema.items.pattern = '^x$'), 'type[]: pattern is another'],
  ['another type', (document) => (parameter(document, 'limit').schema.type = 'string'), 'limit: integer is not taken any more'],
  [
    'a body that must have more',
    (document) => (schemas(document).SearchParameters.required = ['locationId']),
    'POST /messages/search, body, application/json.locationId: is required now',
  ],
  ['a status that is gone', (document) => delete searchOf(document).responses[304], 'GET /messages/search: is not answered 304 any more'],
  ['a success that is new', (document) => (searchOf(document).responses[202] = {}), 'GET /messages/search: may be answered 202 now'],
  ['a header that is gone', (document) => delete searchOf(document).responses[200].headers.ETag, 'header ETag: is removed'],
  ['a field that is gone', (document) => delete schemas(document).Message.properties.userId, '.userId: is removed'],
  [
    'a field that is not always there',
    (document) => (schemas(document).Message.required = schemas(document).Message.required.filter((one: string) => one !== 'id')),
    '.id: is not always there any more',
  ],
  ['a field that may be null', (document) => (schemas(document).Message.properties.id.type = ['string', 'null']), '.id: may be null now'],
  ['a schema that is gone', (document) => delete schemas(document).Walk, 'the schema Walk: is removed'],
  [
    'a status in place of another',
    (document) => replaceStatus(searchOf(document), '200', '206'),
    'GET /messages/search: may be answered 206 now',
  ],
  [
    'a header that is not always there',
    (document) => (document.components.headers['X-Trace-Id'].required = false),
    'GET /messages/search answered 200, header X-Trace-Id: is not always there any more',
  ],
  [
    'another format in an answer',
    (document) => (schemas(document).Message.properties.dateAdded.format = 'date'),
    '.dateAdded: the format is another',
  ],
  ['another path', ({ paths }) => rename(paths, '/connections', '/credentials'), 'GET /connections: is removed'],
  ['another method', ({ paths }) => rename(paths['/messages/stats'], 'get', 'post'), 'GET /messages/stats: is removed'],
  ['a parameter in another place', (document) => (parameter(document, 'limit').in = 'header'), 'query parameter limit: is removed'],
  [
    'values that are written in another way',
    (document) => (parameter(document, 'type').explode = true),
    'type: is written in another way now',
  ],
  ['a minimum that is higher', (document) => (parameter(document, 'limit').schema.minimum = 10), 'limit: minimum is higher'],
  ['a length that is less', (document) => (parameter(document, 'type').schema.maxItems = 1), 'type: maxItems is lower'],
  [
    'only some values where any was taken',
    (document) => (document.components.parameters.userId.schema.enum = ['none']),
    'userId: only some values are taken now',
  ],
  [
    'a format that is asked for',
    (document) => (document.components.parameters.userId.schema.format = 'uuid'),
    'userId: the format is another',
  ],
  [
    'unknown fields that are refused',
    (document) => (schemas(document).WebhookEvent.additionalProperties = false),
    'POST /webhooks/leadconnector, body, application/json: unknown fields are refused now',
  ],
  ['a body that must be there', ({ paths }) => (paths['/messages/search'].post.requestBody.required = true), 'body: is required now'],
  ['a body that is not taken', ({ paths }) => delete paths['/messages/search'].post.requestBody, 'POST /messages/search, body: is removed'],
  [
    'a body of another media type',
    ({ paths }) => rename(paths['/messages/search'].post.requestBody.content, 'application/json', 'application/xml'),
    'POST /messages/search, body: application/json is removed',
  ],
  ['a server that is gone', (document) => (document.servers = [{ url: '/v2' }]), 'the server /: is removed'],
  [
    'credentials that are sent in another way',
    ({ components }) => (components.securitySchemes.leadconnector = { type: 'apiKey', in: 'header', name: 'X-Token' }),
    'the credential leadconnector: is sent in another way now',
  ],
  [
    'a field less in a line of a stream',
    (document) => delete schemas(document).StreamEnd.properties.count,
    'GET /messages/search answered 200, application/x-ndjson, a line (anyOf 2).count: is removed',
  ],
  [
    'other events',
    ({ paths }) => (paths['/messages/changes'].get.responses[200].content['text/event-stream']['x-event-data'] = { type: 'string' }),
    'GET /messages/changes answered 200, text/event-stream, an event: may be string now',
  ],
  [
    'another form of the answer',
    (document) => delete document.paths['/messages/changes'].get.responses[200].content['text/event-stream'],
    'GET /messages/changes answered 200: text/event-stream is removed',
  ],
];

/** Not answered to anybody. */
const OF_REQUESTS = ['SearchParameters', 'NewConnection', 'WebhookEvent'];

const HARMLESS: readonly (readonly [what: string, change: Change])[] = [
  ['nothing', () => undefined],
  ['other words', (document) => (searchOf(document).description = 'Other words.')],
  ['an operation more', ({ paths }) => (paths['/new'] = paths['/connections'])],
  [
    'an optional parameter more',
    (document) => searchOf(document).parameters.push({ name: 'new', in: 'query', schema: { type: 'string' } }),
  ],
  ['a higher maximum', (document) => (parameter(document, 'limit').schema.maximum = 5_000)],
  ['a value more that is taken', (document) => parameter(document, 'sort').schema.enum.push('newest')],
  ['a field more in an answer', (document) => (schemas(document).Message.properties.new = { type: 'string' })],
  ['alternatives of the same types in an answer', (document) => (fraction(document).fraction = alternatives('number', 'null'))],
  ['a value more in an answer', (document) => schemas(document).BadRequestError.properties.code.enum.push('new')],
  ['whole numbers where there were any', (document) => (schemas(document).WalkProgress.properties.fraction.type = ['integer', 'null'])],
  ['a server more', (document) => document.servers.push({ url: 'https://messages.example.com' })],
  ['other words about a credential', ({ components }) => (components.securitySchemes.leadconnector.description = 'Other words.')],
  ['what goes without saying, said', (document) => (parameter(document, 'limit').style = 'form')],
  ['an error more', (document) => (searchOf(document).responses[429] = {})],
];

describe('breakingChanges', () => {
  it.each(BREAKING)('finds %s', (_, change, says) => {
    expect(breaksOf(change)).toEqual(expect.arrayContaining([expect.stringContaining(says)]));
  });

  it('finds whatever field goes, wherever it is answered', () => {
    const answered = Object.entries<any>(JSON.parse(text).components.schemas).filter(([name]) => !OF_REQUESTS.includes(name));
    const unnoticed = answered.flatMap(([name, { properties = {} }]) => {
      const breaks = breaksOf((document) => (schemas(document)[name].properties = {}));
      return Object.keys(properties).filter((field) => !breaks.some((one) => one.endsWith(`.${field}: is removed`)));
    });
    expect(answered.length).toBeGreaterThan(40);
    expect(unnoticed).toEqual([]);
  });

  it.each(HARMLESS)('finds nothing in %s', (_, change) => {
    expect(breaksOf(change)).toEqual([]);
  });
});

describe('the version of a contract', () => {
  it.each([
    ['0.1.0', '0.1.1', false],
    ['0.1.0', '0.2.0', true],
    ['0.9.0', '1.0.0', true],
    ['1.2.0', '1.3.0', false],
    ['1.2.0', '2.0.0', true],
    ['1.2.0', '0.9.0', false],
  ])('may break from %s to %s: %s', (before, after, may) => {
    expect(mayBreak(before, after)).toBe(may);
  });

  it('is ordered by its numbers', () => {
    expect(['0.10.0', '0.9.1', '1.0.0', '0.9.0'].sort(byVersion)).toEqual(['0.9.0', '0.9.1', '0.10.0', '1.0.0']);
  });
});
