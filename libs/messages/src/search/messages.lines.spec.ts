import fc from 'fast-check';
import { StoredMessage } from '../store/message.store';
import { linesOf } from './messages.lines';

const stored = (message: object, contactId: string | null = null): StoredMessage => ({
  rendered: Buffer.from(JSON.stringify(message).slice(0, -1)),
  contactId,
});

describe('messages as lines', () => {
  it('are nothing when there are none', () => {
    expect(linesOf([]).toString()).toBe('');
  });

  it("have each contact's text joined to its message, which stays as it is for the next", () => {
    const texts = { c1: Buffer.from(',"phone":"+1"},'), none: Buffer.from(',"phone":null},') };
    const rows = [stored({ id: 'a' }, 'c1'), stored({ id: 'b' }), stored({ id: 'c' }, 'c1')];
    expect(linesOf(rows, { endOf: (id) => (id === 'c1' ? texts.c1 : texts.none) }).toString()).toBe(
      '{"id":"a","phone":"+1"}\n{"id":"b","phone":null}\n{"id":"c","phone":"+1"}\n',
    );
    expect(texts.c1.toString()).toBe(',"phone":"+1"},');
  });

  it("have each user's text joined before the end", () => {
    const rows = [{ ...stored({ id: 'a' }), userId: 'u1' }, stored({ id: 'b' })];
    const userOf = (userId: string | null) => Buffer.from(`,"userName":${userId === 'u1' ? '"Ada"' : 'null'}`);
    expect(linesOf(rows, { userOf }).toString()).toBe('{"id":"a","userName":"Ada"}\n{"id":"b","userName":null}\n');
  });

  it('say what JSON.stringify says of the same messages, one a line, in any script', () => {
    const message = fc.record({ id: fc.string({ unit: 'grapheme', minLength: 1 }), body: fc.string({ unit: 'binary' }) });
    fc.assert(
      fc.property(fc.array(message), (messages) => {
        const expected = messages.map((one) => `${JSON.stringify(one)}\n`).join('');
        expect(linesOf(messages.map((one) => stored(one))).toString()).toBe(expected);
      }),
    );
  });
});
