import { columnsOf, count, duration, table } from './text';

describe('the text of the demo', () => {
  it('makes each column as wide as its widest cell, with nothing at the end of a line', () => {
    expect(
      table([
        ['a', 'head', 'x'],
        ['longer', '', ''],
        ['', 'b', 'y'],
      ]),
    ).toEqual(['a       head  x', 'longer', '        b     y']);
  });

  it.each([
    ['Ada', 3],
    ['Gálvez', 6],
    ['Ga\u0301lvez', 6],
    ['山田', 4],
    ['ok 😅', 5],
    ['', 0],
  ])('knows how many columns %j takes', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });

  it('writes numbers and times for people', () => {
    expect([count(20_000), duration(4.23), duration(999.94), duration(5_270)]).toEqual(['20,000', '4.2 ms', '999.9 ms', '5.3 s']);
  });
});
