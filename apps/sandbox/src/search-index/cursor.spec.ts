import fc from 'fast-check';
import { decodeCursor, encodeCursor } from './cursor';

describe('export cursor', () => {
  it('comes back as it went', () => {
    fc.assert(
      fc.property(fc.record({ snapshotId: fc.string(), dateMs: fc.integer(), id: fc.string() }), (cursor) => {
        expect(decodeCursor(encodeCursor(cursor))).toEqual(cursor);
      }),
    );
  });

  it.each(['', 'garbage', 'bnVsbA==', 'e30=', 'W10='])('is not made of %j', (text) => {
    expect(decodeCursor(text)).toBeUndefined();
  });
});
