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
    'another form of the answer',
    (document) => delete document.paths['/messages/changes'].get.responses[200].content['text/event-stream'],
    'GET /messages/changes answered 200: text/event-stream is removed',
  ],
];

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
  ['an error more', (document) => (searchOf(document).responses[429] = {})],
];

describe('breakingChanges', () => {
  it.each(BREAKING)('finds %s', (_, change, says) => {
    expect(breaksOf(change)).toEqual(expect.arrayContaining([expect.stringContaining(says)]));
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
