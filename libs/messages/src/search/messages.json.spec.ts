import fc from 'fast-check';
import { StoredMessage } from '../store/message.store';
import { joinMessages } from './messages.json';

const textOf = (parts: readonly Buffer[]): string => Buffer.concat(parts).toString();
const stored = (message: object, contactId: string | null = null): StoredMessage => ({
  rendered: Buffer.from(JSON.stringify(message).slice(0, -1)),
  contactId,
});

describe('joined messages', () => {
  it('are nothing when there are none', () => {
    expect(textOf(joinMessages([]))).toBe('');
  });

  it('are closed and have commas between them', () => {
    expect(textOf(joinMessages([stored({ id: 'a' }), stored({ id: 'b' })]))).toBe('{"id":"a"},{"id":"b"}');
  });

  it("have each contact's text joined to its message", () => {
    const rows = [stored({ id: 'a' }, 'c1'), stored({ id: 'b' }, null)];
    const endOf = (contactId: string | null) => Buffer.from(`,"phone":${contactId === 'c1' ? '"+1"' : 'null'}},`);
    expect(textOf(joinMessages(rows, { endOf }))).toBe('{"id":"a","phone":"+1"},{"id":"b","phone":null}');
  });

  it("have each user's text joined before the end", () => {
    const rows = [{ ...stored({ id: 'a' }), userId: 'u1' }, stored({ id: 'b' })];
    const userOf = (userId: string | null) => Buffer.from(`,"userName":${userId === 'u1' ? '"Ada"' : 'null'}`);
    const endOf = () => Buffer.from(',"phone":null},');
    expect(textOf(joinMessages(rows, { userOf }))).toBe('{"id":"a","userName":"Ada"},{"id":"b","userName":null}');
    expect(textOf(joinMessages(rows, { userOf, endOf }))).toBe(
      '{"id":"a","userName":"Ada","phone":null},{"id":"b","userName":null,"phone":null}',
    );
  });

  it('say what JSON.stringify says of the same messages, in any script', () => {
    const message = fc.record({ id: fc.string({ unit: 'grapheme', minLength: 1 }), body: fc.string({ unit: 'binary' }) });
    fc.assert(
      fc.property(fc.array(message), (messages) => {
        const json = joinMessages(messages.map((one) => stored(one)));
        expect(`[${textOf(json)}]`).toBe(JSON.stringify(messages));
      }),
    );
  });
});
