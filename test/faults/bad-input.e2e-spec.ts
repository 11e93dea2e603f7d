import { AGENCY_TOKEN, OTHER_LOCATION_ID } from '../../apps/sandbox/src/create-sandbox';
import { FaultStage, LOCATION, setStage } from './stage.fixture';
import { expectError, searchPath } from './search.fixture';

const ID = '1 to 128 printable characters without spaces';
const MOMENT = 'epoch milliseconds or ISO 8601 with an offset (2026-01-31 or 2026-01-31T12:00:00Z), in the years 1 to 9999';
const LIMIT = 'limit must be a whole number from 1 to 1000';
const TYPE = 'type must be 1 to 50 message types, comma separated or repeated, such as TYPE_CALL,TYPE_SMS';
const QUERY = 'query must be 1 to 32 words or "phrases in quotes", at most 500 characters, at least one of them a letter or a digit';
const PARAMETERS =
  'locationId, type, limit, startAfterDate, endDate, sort, cursor, lastMessageId, includeContact, includeUser, includeTotal, allowPartial, userId, contactId, conversationId, direction, status, query, columns';

type Parameters = Record<string, string | string[] | undefined>;

describe('bad parameters', () => {
  let stage: FaultStage;

  beforeAll(async () => {
    stage = await setStage({ sandbox: { messages: 400 } });
  });

  afterAll(() => stage.close());

  const refused: [what: string, parameters: Parameters, faults: string[]][] = [
    ['a missing locationId', { locationId: undefined }, [`locationId must be the id of a location: ${ID}; it is missing`]],
    ['an empty locationId', { locationId: '' }, [`locationId must be the id of a location: ${ID}; given ""`]],
    ['a query without a word', { query: '"?!" 🙏' }, [QUERY]],
    ['an empty query', { query: '' }, [QUERY]],
    ['a query that is too long', { query: `+15550001234${' '.repeat(490)}` }, [QUERY]],
    ['a query of too many words', { query: Array.from({ length: 33 }, (_, index) => `w${index}`).join(' ') }, [QUERY]],
    ['two queries', { query: ['+15550001234', 'ann'] }, [QUERY]],
    ['a missing type', { type: undefined }, [`${TYPE}; it is missing`]],
    ['an empty type', { type: '' }, [`${TYPE}; given [""]`]],
    ['an empty type among others', { type: 'TYPE_SMS,,TYPE_CALL' }, [`${TYPE}; given ["TYPE_SMS","","TYPE_CALL"]`]],
    ['a type of forbidden characters', { type: "TYPE_SMS' or 1=1" }, [`${TYPE}; given ["TYPE_SMS' or 1=1"]`]],
    [
      '51 types',
      { type: Array.from({ length: 51 }, () => 'SMS') },
      [expect.stringMatching(/^type must be 1 to 50 message types/) as string],
    ],
    ['a limit of 0', { limit: '0' }, [`${LIMIT}; given 0`]],
    ['a limit of 1001', { limit: '1001' }, [`${LIMIT}; given 1001`]],
    ['a limit of 1.5', { limit: '1.5' }, [`${LIMIT}; given "1.5"`]],
    ['a limit in words', { limit: 'ten' }, [`${LIMIT}; given "ten"`]],
    ['a limit of -1', { limit: '-1' }, [`${LIMIT}; given -1`]],
    ['a limit of 1e3', { limit: '1e3' }, [`${LIMIT}; given "1e3"`]],
    ['an empty limit', { limit: '' }, [`${LIMIT}; given ""`]],
    ['a limit given twice', { limit: ['10', '20'] }, [`${LIMIT}; given more than once with different values: "10", "20"`]],
    ['a date in words', { endDate: 'yesterday' }, [`endDate must be ${MOMENT}; given "yesterday"`]],
    ['the 30th of February', { endDate: '2025-02-30' }, [`endDate must be ${MOMENT}; given "2025-02-30"`]],
    ['a time without offset', { endDate: '2025-02-03T10:00:00' }, [`endDate must be ${MOMENT}; given "2025-02-03T10:00:00"`]],
    ['a 25th hour', { endDate: '2025-02-03T24:30:00Z' }, [`endDate must be ${MOMENT}; given "2025-02-03T24:30:00Z"`]],
    ['the year 0', { endDate: '0000-12-31' }, [`endDate must be ${MOMENT}; given "0000-12-31"`]],
    ['the year 10000', { endDate: '253402300800000' }, [`endDate must be ${MOMENT}; given "253402300800000"`]],
    ['an empty date', { startAfterDate: '' }, [`startAfterDate must be ${MOMENT}; given ""`]],
    [
      'reversed dates',
      { startAfterDate: '2025-02-03', endDate: '2025-02-02' },
      ['endDate must be after startAfterDate; given "2025-02-02T00:00:00.000Z" and startAfterDate "2025-02-03T00:00:00.000Z"'],
    ],
    [
      'equal dates',
      { startAfterDate: '2025-02-03', endDate: '2025-02-03T00:00:00Z' },
      ['endDate must be after startAfterDate; given "2025-02-03T00:00:00.000Z" and startAfterDate "2025-02-03T00:00:00.000Z"'],
    ],
    ['an unknown sort', { sort: 'up' }, ['sort must be asc or desc; given "up"']],
    ['a boolean in words', { includeContact: 'yes' }, ['includeContact must be true or false; given "yes"']],
    ['a boolean as a number', { includeTotal: '1' }, ['includeTotal must be true or false; given "1"']],
    ['an empty boolean', { allowPartial: '' }, ['allowPartial must be true or false; given ""']],
    ['an unknown direction', { direction: 'sideways' }, ['direction must be inbound or outbound; given "sideways"']],
    ['a NUL in an id', { contactId: 'a\0b' }, [`contactId must be the id of a contact: ${ID}; given "a\\u0000b"`]],
    ['a line break in an id', { conversationId: 'a\nb' }, [`conversationId must be the id of a conversation: ${ID}; given "a\\nb"`]],
    ['a NUL in the location', { locationId: 'a\0' }, [`locationId must be the id of a location: ${ID}; given "a\\u0000"`]],
    [
      'an id of 129 characters',
      { userId: 'u'.repeat(129) },
      [`userId must be the id of a user, or none: ${ID}; given "${'u'.repeat(99)}…`],
    ],
    [
      'an id of 10,000 characters',
      { userId: 'u'.repeat(1e4) },
      [`userId must be the id of a user, or none: ${ID}; given "${'u'.repeat(99)}…`],
    ],
    ['a cursor of other characters', { cursor: 'a b' }, ['cursor must be the nextCursor of the page before; given "a b"']],
    [
      'a cursor with lastMessageId',
      { cursor: 'abc', lastMessageId: 'def' },
      ['cursor must not be given together with lastMessageId; both say where to go on'],
    ],
    ['an unknown parameter', { page: '2' }, [`"page" is not a parameter; allowed are ${PARAMETERS}`]],
    ['a misspelt parameter', { locationid: 'x' }, [`"locationid" is not a parameter; allowed are ${PARAMETERS}`]],
    ['a parameter of every object', { constructor: 'x' }, [`"constructor" is not a parameter; allowed are ${PARAMETERS}`]],
    ['a parameter named __proto__', { ['__proto__']: 'x' }, [`"__proto__" is not a parameter; allowed are ${PARAMETERS}`]],
    ['a parameter in brackets', { 'limit[]': '10' }, [`"limit[]" is not a parameter; allowed are ${PARAMETERS}`]],
  ];

  it.each(refused)('refuses %s with 422, before upstream is asked', async (_, parameters, faults) => {
    stage.sandbox.clearRequests();
    expectError(await stage.api.get(searchPath(parameters)), 422, faults);
    expect(stage.sandbox.requests).toEqual([]);
  });

  it('reports every fault of a request at once', async () => {
    const answer = await stage.api.get('/messages/search?limit=0&endDate=soon&sort=up&includeContact=yes&page=2');
    expect(answer.status).toBe(422);
    expect([...(answer.body.message as string[])].sort()).toEqual(
      [
        `locationId must be the id of a location: ${ID}; it is missing`,
        `${TYPE}; it is missing`,
        `${LIMIT}; given 0`,
        `endDate must be ${MOMENT}; given "soon"`,
        'sort must be asc or desc; given "up"',
        'includeContact must be true or false; given "yes"',
        `"page" is not a parameter; allowed are ${PARAMETERS}`,
      ].sort(),
    );
  });

  it.each<[string, Parameters]>([
    ['the same parameter twice with the same value', { limit: ['1', '1'], locationId: [LOCATION, LOCATION] }],
    ['repeated types', { type: ['TYPE_CALL', 'TYPE_SMS'] }],
    ['types without their prefix, in any case', { type: 'call, sms' }],
    ['dates in the years 1 and 9999', { startAfterDate: '0001-01-01', endDate: '9999-12-31T23:59:59.999Z' }],
    ['dates in epoch ms, before 1970 too', { startAfterDate: '-1000', endDate: '32503680000000' }],
    ['dates with an offset', { startAfterDate: '2001-01-01T00:00:00+05:30' }],
    ['userId=none', { userId: 'none' }],
    ['a limit of 1', { limit: '1' }],
    ['a limit of 1000', { limit: '1000' }],
    ['a filter that nothing meets', { contactId: "';drop/**/table--" }],
  ])('accepts %s', async (_, parameters) => {
    const { status, body } = await stage.api.get(searchPath(parameters));
    expect({ status, complete: body.complete }).toEqual({ status: 200, complete: true });
  });

  it('answers userId=none with messages that belong to nobody only', async () => {
    const { body } = await stage.api.get(searchPath({ userId: 'none', limit: '1000' }));
    const messages = body.messages.messages as { userId: unknown; userIdSource: unknown }[];
    expect(messages.length).toBeGreaterThan(0);
    for (const message of messages) expect(message).toMatchObject({ userId: null, userIdSource: 'none' });
  });

  it('refuses an unknown lastMessageId with 400', async () => {
    expectError(await stage.api.get(searchPath({ lastMessageId: 'nobody' })), 400, 'There is no message "nobody" in this location.');
  });
});

describe('cursors', () => {
  const ALTERED = 'The cursor was not issued for this location, or was altered.';
  let stage: FaultStage;
  let cursor: string;

  beforeAll(async () => {
    stage = await setStage({ sandbox: { messages: 400 } });
    cursor = (await stage.api.get(searchPath({ limit: '3' }))).body.messages.nextCursor as string;
  });

  afterAll(() => stage.close());

  it('refuses a cursor with any one character changed', async () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    expect(cursor.length).toBeGreaterThan(20);
    for (const [index, character] of [...cursor].entries()) {
      const other = alphabet.charAt((alphabet.indexOf(character) + 1 + (index % 63)) % 64);
      const tampered = cursor.slice(0, index) + other + cursor.slice(index + 1);
      expectError(await stage.api.get(searchPath({ limit: '3', cursor: tampered })), 400, ALTERED);
    }
  });

  it('refuses a cursor cut short or lengthened anywhere', async () => {
    for (const length of [1, 2, 15, 22, 23, cursor.length - 1])
      expectError(await stage.api.get(searchPath({ cursor: cursor.slice(0, length) })), 400, ALTERED);
    for (const longer of [`${cursor}A`, `A${cursor}`, cursor + cursor])
      expectError(await stage.api.get(searchPath({ cursor: longer })), 400, ALTERED);
  });

  it.each<[string, Parameters]>([
    ['another order', { sort: 'desc' }],
    ['another type', { type: 'TYPE_CALL' }],
    ['another window', { startAfterDate: '2025-05-01' }],
    ['another direction', { direction: 'inbound' }],
    ['another user', { userId: 'none' }],
    ['other words', { query: 'ann' }],
  ])('refuses a cursor of %s', async (_, parameters) => {
    expectError(await stage.api.get(searchPath({ cursor, ...parameters })), 400, 'The cursor belongs to other filters or another sort.');
  });

  it('accepts a cursor with another page size, with contacts, with a total, and types in another order', async () => {
    const parameters = { cursor, limit: '7', includeContact: 'true', includeTotal: 'true', type: 'TYPE_SMS,TYPE_CALL' };
    expect((await stage.api.get(searchPath(parameters))).status).toBe(200);
  });

  it("refuses one location's cursor on another, for a token that reaches both", async () => {
    const options = { token: AGENCY_TOKEN };
    expect((await stage.api.get(searchPath({ cursor }), options)).status).toBe(200);
    expectError(await stage.api.get(searchPath({ cursor, locationId: OTHER_LOCATION_ID }), options), 400, ALTERED);
  });
});
