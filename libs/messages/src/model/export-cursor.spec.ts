import { CursorCodec } from './cursor';
import { ExportCursor, ExportCursors } from './export-cursor';
import { ExportQuery } from './export-query';

const codec = new CursorCodec(Buffer.from('a key of the installation'));
const cursors = new ExportCursors(codec);
const QUERY: ExportQuery = { limit: 100, sortBy: 'createdAt', sortOrder: 'desc' };
const PLACE = { date: 5, ids: ['a', 'b'], hasMore: false };

describe('export cursors', () => {
  it.each<ExportCursor>([
    { place: PLACE, total: 7, list: null },
    { place: null, total: null, list: { cursor: 'theirs', startDate: undefined, endDate: undefined } },
    { place: { ...PLACE, hasMore: true }, total: 0, list: { cursor: 'theirs', startDate: 1, endDate: 2 } },
  ])('are read as what was written: %j', (cursor) => {
    expect(cursors.decode(cursors.encode(cursor, 'loc1', QUERY), 'loc1', QUERY)).toEqual(cursor);
  });

  it('belong to their filters and their order, but to any page size and freshness', () => {
    const text = cursors.encode({ place: PLACE, total: 7, list: null }, 'loc1', QUERY);
    expect(cursors.decode(text, 'loc1', { ...QUERY, limit: 10, maxAgeMs: 5, cursor: text })).toMatchObject({ place: PLACE });
    for (const other of [{ sortBy: 'updatedAt' }, { sortOrder: 'asc' }, { channel: 'SMS' }, { contactId: 'c' }, { endDate: 5 }] as const)
      expect(cursors.decode(text, 'loc1', { ...QUERY, ...other })).toBe('other-filters');
  });

  it('are told from upstream’s, from those of searches and from those of another location', () => {
    const text = cursors.encode({ place: PLACE, total: 7, list: null }, 'loc1', QUERY);
    expect(cursors.decode(text, 'loc2', QUERY)).toBe('not-a-cursor');
    expect(cursors.decode('eyJwaXRJZCI6ImFiYy0xMjMifQ==', 'loc1', QUERY)).toBe('not-a-cursor');
    const ofSearch = codec.encode({ dateUpdated: 1, id: 'a' }, { locationId: 'loc1', filters: { sort: 'asc' } });
    expect(cursors.decode(ofSearch, 'loc1', QUERY)).toBe('other-filters');
  });
});
