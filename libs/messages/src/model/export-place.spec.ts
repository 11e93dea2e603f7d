import * as fc from 'fast-check';
import { ExportPlace, goingOn, placeAfter, PlacedRecord, withoutRepeats } from './export-place';
import { SortOrder } from './search-query';

const at = (date: number, id: string): PlacedRecord => ({ record: id, row: { date, id } });
const idsOf = (page: readonly PlacedRecord[]) => page.map(({ record }) => record);

/** A list in order of dates, equal dates in any order, and how it comes when it is begun again: those in another order perhaps. */
const lists = fc
  .tuple(
    fc.array(fc.nat(5), { maxLength: 30 }),
    fc.constantFrom<SortOrder>('asc', 'desc'),
    fc.array(fc.nat(), { minLength: 30, maxLength: 30 }),
  )
  .map(([dates, sortOrder, shuffle]) => {
    const direction = sortOrder === 'asc' ? 1 : -1;
    const first = dates
      .sort((a, b) => direction * (a - b))
      .map((date, index) => ({ ...at(date, `m${index}`), shuffle: shuffle[index] ?? 0, date }));
    const again = [...first].sort((a, b) => direction * (a.date - b.date) || a.shuffle - b.shuffle);
    return { first, again, sortOrder };
  });

function placeOf(page: readonly PlacedRecord[], before: ExportPlace | null = null): ExportPlace | null {
  return placeAfter(
    before,
    page.flatMap(({ row }) => (row ? [row] : [])),
  );
}

describe('a list that is begun again', () => {
  it('goes on with exactly what was not given out, however upstream orders equal dates now', () => {
    fc.assert(
      fc.property(lists, fc.nat(), fc.nat(), ({ first, again, sortOrder }, a, b) => {
        // Two pages were given out, so that equal dates may lie on both.
        const [one, two] = [a % (first.length + 1), b % (first.length + 1)].sort((x, y) => x - y) as [number, number];
        const place = placeOf(first.slice(one, two), placeOf(first.slice(0, one)));
        if (place === null) return;
        const given = new Set(idsOf(first.slice(0, two)));
        expect(idsOf(goingOn(again, place, sortOrder))).toEqual(idsOf(again).filter((id) => !given.has(id)));
      }),
    );
  });

  it('loses nothing and repeats nothing of very many equal dates when their order is kept', () => {
    const many = Array.from({ length: 300 }, (_, index) => at(7, `m${index}`));
    const place = placeOf(many.slice(0, 200));
    if (place === null) throw new Error('There is a place.');
    expect([place.hasMore, place.ids.length]).toEqual([true, 64]);
    expect(idsOf(goingOn(many, place, 'desc'))).toEqual(idsOf(many.slice(200)));
  });

  it('takes what says not where it stands for part of what surrounds it', () => {
    const page = [{ record: 'early', row: null }, at(3, 'a'), at(2, 'b'), { record: 'late', row: null }, at(1, 'c')];
    expect(idsOf(goingOn(page, { date: 3, ids: ['a'], hasMore: false }, 'desc'))).toEqual(['b', 'late', 'c']);
    expect(placeOf([{ record: 'odd', row: null }])).toBeNull();
  });

  it('isn’t given a row again that the page before ended with', () => {
    const place = { date: 3, ids: ['a', 'b'], hasMore: false };
    expect(idsOf(withoutRepeats([at(3, 'b'), at(3, 'c'), at(2, 'a'), { record: 'odd', row: null }], place))).toEqual(['c', 'a', 'odd']);
  });
});
