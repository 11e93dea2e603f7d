import fc from 'fast-check';
import { StoredMessage } from '../store/message.store';
import { MessagesJson } from './messages.json';

const stored = (message: object, contactId: string | null = null): StoredMessage => [JSON.stringify(message).slice(0, -1), contactId];

describe('MessagesJson', () => {
  it('puts nothing between the texts when there are no messages', () => {
    expect(new MessagesJson([]).between('[', ']').toString()).toBe('[]');
  });

  it('closes each message and joins them by commas', () => {
    const rows = [stored({ id: 'a' }), stored({ id: 'b' })];
    expect(new MessagesJson(rows).between('[', ']').toString()).toBe('[{"id":"a"},{"id":"b"}]');
  });

  it("joins each contact's text to its message", () => {
    const rows = [stored({ id: 'a' }, 'c1'), stored({ id: 'b' }, null)];
    const contactTextOf = (contactId: string | null | undefined) => Buffer.from(`,"phone":${contactId === 'c1' ? '"+1"' : 'null'}`);
    expect(new MessagesJson(rows, contactTextOf).between('[', ']').toString()).toBe('[{"id":"a","phone":"+1"},{"id":"b","phone":null}]');
  });

  it('says what JSON.stringify says of the same messages, in any script', () => {
    const message = fc.record({ id: fc.string({ unit: 'grapheme', minLength: 1 }), body: fc.string({ unit: 'binary' }) });
    fc.assert(
      fc.property(fc.array(message), (messages) => {
        const json = new MessagesJson(messages.map((one) => stored(one))).between('{"é":[', ']}');
        expect(json.toString()).toBe(`{"é":${JSON.stringify(messages)}}`);
      }),
    );
  });
});
