import { isWireObject, readDate, readText } from './wire-value';

describe('values on the wire', () => {
  it.each([
    ['text', 'text'],
    ['', null],
    ['a\0b', null],
    [5, null],
    [null, null],
    [undefined, null],
    [{}, null],
  ])('reads the text of %p as %p', (value, expected) => {
    expect(readText(value)).toBe(expected);
  });

  it.each([
    ['2025-10-30T22:45:46.260Z', Date.UTC(2025, 9, 30, 22, 45, 46, 260)],
    ['2025-10-30T22:45:46+02:00', Date.UTC(2025, 9, 30, 20, 45, 46)],
    [1_761_864_346_260, 1_761_864_346_260],
    [1.9, 1],
    ['0001-01-01T00:00:00Z', -62_135_596_800_000],
    ['0000-12-31T23:59:59Z', null],
    ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
    [253_402_300_800_000, null],
    ['yesterday', null],
    ['', null],
    [NaN, null],
    [null, null],
    [true, null],
  ])('reads the date %p as %p', (value, expected) => {
    expect(readDate(value)).toBe(expected);
  });

  it('takes only JSON objects for objects', () => {
    expect([{}, { a: 1 }].map(isWireObject)).toEqual([true, true]);
    expect([null, [], 'x', 1, undefined].map(isWireObject)).toEqual([false, false, false, false, false]);
  });
});
