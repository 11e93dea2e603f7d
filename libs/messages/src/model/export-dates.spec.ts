import * as fc from 'fast-check';
import { datesFrom, beginsAtPlace } from './export-dates';

const messages = fc.array(
  fc.tuple(fc.nat(20), fc.nat(20)).map(([added, later]) => ({ createdAt: added, updatedAt: added + later })),
  { maxLength: 30 },
);
const bound = fc.option(fc.integer({ min: -1, max: 45 }), { nil: undefined });
const queries = fc.record({
  sortBy: fc.constantFrom('createdAt' as const, 'updatedAt' as const),
  sortOrder: fc.constantFrom('asc' as const, 'desc' as const),
  startDate: bound,
  endDate: bound,
});

describe('the dates with which a list is begun again', () => {
  it('leave out nothing that the list had at its place or beyond, and add nothing to it, under either reading of them', () => {
    fc.assert(
      fc.property(messages, queries, fc.nat(40), fc.boolean(), fc.boolean(), (all, query, date, boundsCreation, isInclusive) => {
        const listOf = (dates: { startDate?: number; endDate?: number }) =>
          all.filter((message) => {
            const bounded = boundsCreation ? message.createdAt : message[query.sortBy];
            const slack = isInclusive ? 0 : 1;
            return bounded >= (dates.startDate ?? -Infinity) + slack && bounded <= (dates.endDate ?? Infinity) - slack;
          });
        const list = listOf(query);
        // A place is where a message of the list stands.
        fc.pre(list.some((message) => message[query.sortBy] === date));
        const again = listOf(datesFrom({ date, ids: [], hasMore: false }, { limit: 10, ...query }));
        const isFromPlaceOn = (message: (typeof all)[number]) =>
          query.sortOrder === 'asc' ? message[query.sortBy] >= date : message[query.sortBy] <= date;
        expect(again.filter(isFromPlaceOn)).toEqual(list.filter(isFromPlaceOn));
        expect(again.filter((message) => !list.includes(message))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('are the list’s own only from the oldest update on, where a lower bound could lose what was added before it', () => {
    const place = { date: 20, ids: [], hasMore: false };
    const query = { limit: 10, sortBy: 'updatedAt', sortOrder: 'asc' } as const;
    expect([beginsAtPlace(query), datesFrom(place, query)]).toEqual([false, { startDate: undefined, endDate: undefined }]);
    expect(datesFrom(place, { ...query, sortOrder: 'desc' })).toEqual({ startDate: undefined, endDate: 21 });
    expect(datesFrom(place, { ...query, sortBy: 'createdAt' })).toEqual({ startDate: 19, endDate: undefined });
  });
});
