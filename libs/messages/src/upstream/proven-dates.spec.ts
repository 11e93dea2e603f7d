import { DateRange, ListPlace, provenDates } from './proven-dates';

const UP: ListPlace = { going: 'up', from: 10 };
const DOWN: ListPlace = { going: 'down', from: 90 };
const EVER = -Number.MAX_VALUE;

describe('what a page of conversations proves to be all', () => {
  it.each<[string, (number | null)[], ListPlace, boolean, DateRange | null]>([
    ['up to its last date, which may go on', [12, 20, 30], UP, true, { from: 11, to: 29 }],
    ['down to its last date, which may go on', [80, 70, 60], DOWN, true, { from: 61, to: 89 }],
    ['up to the end of the list', [12, 20, 30], UP, false, { from: 11, to: 30 }],
    ['down to the beginning of time', [80, 70], DOWN, false, { from: EVER, to: 89 }],
    ['that nothing is older', [], DOWN, false, { from: EVER, to: 89 }],
    ['nothing of what may come after the end', [], UP, false, null],
    ['the one date that it is full of, since there is no way past', [11, 11, 11], UP, true, { from: 11, to: 11 }],
    ['the same of rows that begin with the date itself', [10, 12, 20], UP, true, { from: 11, to: 19 }],
    ['nothing where that is all they have', [10, 10, 10], UP, true, null],
    ['nothing in another order', [30, 20, 12], UP, true, null],
    ['nothing from another place', [5, 12], UP, true, null],
    ['nothing without dates', [null, null], DOWN, true, null],
    ['the same whether or not one row tells no date', [80, null, 60], DOWN, true, { from: 61, to: 89 }],
  ])('%s', (_, dates, place, isFull, expected) => {
    expect(provenDates(dates, place, isFull)).toEqual(expected);
  });
});
