import fc from 'fast-check';
import { unparse } from 'papaparse';
import { Csv } from './csv';
import { readCsv } from './csv.fixture';
import { ALL_COLUMNS, Column, CONTACT_COLUMNS, standardColumns } from './csv.columns';

const csvOf = (columns: readonly Column[], ...messages: object[]): string => {
  const lines = Buffer.from(messages.map((message) => `${JSON.stringify(message)}\n`).join(''));
  const csv = new Csv(columns);
  return Buffer.concat([csv.header(), csv.records(lines)]).toString();
};

/** What a body is read as. */
const textOf = (body: string): string | undefined => readCsv(csvOf(['id', 'body'], { id: 'a', body }))[1]?.[1];

describe('CSV', () => {
  it('has a header that stays as it is', () => {
    expect(csvOf(standardColumns({ includeContact: false, includeUser: false }))).toBe(
      'id,messageType,direction,status,dateUpdated,dateAdded,userId,userIdSource,contactId,conversationId,locationId,body,callDuration,callStatus,from,to,source,attachments,altId\r\n',
    );
    expect(standardColumns({ includeContact: true, includeUser: true })).toEqual(ALL_COLUMNS);
    expect(ALL_COLUMNS).toEqual([
      ...standardColumns({ includeContact: false, includeUser: false }),
      ...CONTACT_COLUMNS,
      'userName',
      'userEmail',
    ]);
    expect(CONTACT_COLUMNS).toEqual(['fullName', 'contactName', 'companyName', 'email', 'phone']);
  });

  it('has the columns that are chosen, in their order, empty where a message has nothing', () => {
    const call = { id: 'a', meta: { call: { duration: 53, status: 'completed' } }, attachments: ['https://a', 'https://b'] };
    const odd = { id: 'b', meta: null, body: { text: 'x' }, attachments: 'none', direction: true };
    expect(csvOf(['callDuration', 'id', 'attachments', 'body', 'direction'], call, odd)).toBe(
      'callDuration,id,attachments,body,direction\r\n53,a,https://a https://b,,\r\n,b,none,"{""text"":""x""}",true\r\n',
    );
  });

  it('quotes what RFC 4180 says must be', () => {
    const body = 'Hi, "Ann"\nand\r\nBob';
    expect(csvOf(['id', 'body'], { id: 'a', body })).toBe('id,body\r\na,"Hi, ""Ann""\nand\r\nBob"\r\n');
  });

  it('has a line for a message of which nothing is shown', () => {
    expect(csvOf(['body'], { id: 'a' }, { id: 'b', body: '' })).toBe('body\r\n""\r\n""\r\n');
  });

  it.each(['=1+1', '+1+1', '-1', '@sum(a1)', '\tx', '\rx', '\nx', '\uFF1D1', '+1555 277', '+cmd|x', '+0123', '+1234567890123456'])(
    'says %j so that it is no formula',
    (text) => {
      expect(textOf(text)).toBe(`'${text}`);
    },
  );

  it.each(['+15552780170', '', 'a=1', "'", ' =1', '1-2'])('says %j as it is', (text) => {
    expect(textOf(text)).toBe(text);
  });

  it('leaves numbers as they are', () => {
    expect(csvOf(['id', 'callDuration'], { id: 'a', meta: { call: { duration: -5 } } })).toBe('id,callDuration\r\na,-5\r\n');
  });

  it('is what the library makes of the whole', () => {
    const edge = fc.constantFrom(
      ' ',
      '"',
      ',',
      '\r',
      '\n',
      '\uFEFF',
      '=',
      '+',
      '-',
      '@',
      '\t',
      '\uFF1D',
      '\uFF0B',
      '\uFF0D',
      '\uFF20',
      '1',
      'a',
    );
    const text = fc.oneof(fc.string({ unit: edge, maxLength: 4 }), fc.string({ unit: 'binary' }));
    fc.assert(
      fc.property(fc.array(fc.record({ id: text, body: text }), { minLength: 1 }), (messages) => {
        const rows = [['id', 'body'], ...messages.map(({ id, body }) => [id, body])];
        const whole = unparse(rows, { newline: '\r\n', escapeFormulae: /^(?!\+[1-9]\d{1,14}$)[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/ });
        expect(csvOf(['id', 'body'], ...messages)).toBe(`${whole}\r\n`);
      }),
      { numRuns: 1_000 },
    );
  });

  it('holds every message, read by who knows RFC 4180, guards taken off', () => {
    // Beginning with what is a guard elsewhere, it could not be told from one.
    const text = fc.string({ unit: 'binary' }).filter((one) => !one.startsWith("'"));
    const message = fc.record({ id: text, body: text, from: text });
    fc.assert(
      fc.property(fc.array(message), (messages) => {
        const read = readCsv(csvOf(['id', 'body', 'from'], ...messages)).slice(1);
        const unguarded = read.map((row) => row.map((text) => text.replace(/^'(?=[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20])/, '')));
        expect(unguarded).toEqual(messages.map(({ id, body, from }) => [id, body, from]));
      }),
    );
  });
});
