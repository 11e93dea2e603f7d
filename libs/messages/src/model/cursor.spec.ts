import * as fc from 'fast-check';
import { CursorCodec, CursorScope } from './cursor';

const codec = new CursorCodec(Buffer.from('a key of the installation'));
const SCOPE: CursorScope = { locationId: 'loc1', filters: { type: ['TYPE_CALL'], sort: 'asc', userId: undefined } };
const positions = fc.record({
  dateUpdated: fc.integer({ min: -62_135_596_800_000, max: 253_402_300_799_999 }),
  id: fc.string({ unit: 'grapheme' }),
});

describe('cursors', () => {
  it('are read as what was written, for any message', () => {
    fc.assert(fc.property(positions, (position) => expect(codec.decode(codec.encode(position, SCOPE), SCOPE)).toEqual(position)));
  });

  it('fit into a URL as they are', () => {
    fc.assert(fc.property(positions, (position) => expect(codec.encode(position, SCOPE)).toMatch(/^[\w-]+$/)));
  });

  it('are refused when any byte is altered, added or left out', () => {
    fc.assert(
      fc.property(positions, fc.nat(), fc.integer({ min: 1, max: 255 }), (position, at, change) => {
        const bytes = Buffer.from(codec.encode(position, SCOPE), 'base64url');
        const index = at % bytes.length;
        const altered = Buffer.from(bytes);
        altered.writeUInt8((bytes[index] ?? 0) ^ change, index);
        for (const other of [altered, bytes.subarray(0, index), Buffer.concat([bytes, Buffer.from([change])])])
          expect(codec.decode(other.toString('base64url'), SCOPE)).toBe('not-a-cursor');
      }),
    );
  });

  it('are refused in any other spelling, and so is any text that is no cursor', () => {
    const cursor = codec.encode({ dateUpdated: 1, id: 'a' }, SCOPE);
    for (const text of [`${cursor}=`, ` ${cursor}`, '', 'x', 'null', '../../etc']) expect(codec.decode(text, SCOPE)).toBe('not-a-cursor');
    fc.assert(fc.property(fc.base64String(), (text) => expect(codec.decode(text, SCOPE)).toBe('not-a-cursor')));
  });

  it('are refused under another installation’s key and for another location', () => {
    const cursor = codec.encode({ dateUpdated: 1, id: 'a' }, SCOPE);
    expect(new CursorCodec(Buffer.from('another key')).decode(cursor, SCOPE)).toBe('not-a-cursor');
    expect(codec.decode(cursor, { ...SCOPE, locationId: 'loc2' })).toBe('not-a-cursor');
  });

  it('belong to their filters, in whatever order those are named', () => {
    const cursor = codec.encode({ dateUpdated: 1, id: 'a' }, SCOPE);
    const decode = (filters: CursorScope['filters']) => codec.decode(cursor, { locationId: 'loc1', filters });
    expect(decode({ sort: 'asc', status: undefined, type: ['TYPE_CALL'] })).toEqual({ dateUpdated: 1, id: 'a' });
    expect(decode({ sort: 'desc', type: ['TYPE_CALL'] })).toBe('other-filters');
    expect(decode({ sort: 'asc', type: ['TYPE_CALL'], userId: 'none' })).toBe('other-filters');
    expect(decode({ sort: 'asc', type: ['TYPE_CALL', 'TYPE_SMS'] })).toBe('other-filters');
  });
});
