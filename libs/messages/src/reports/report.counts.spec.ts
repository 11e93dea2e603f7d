import { toReport } from './report.counts';

const group = (given: object) => ({ count: 1, answered: 0, missed: 0, durations: null, ...given });
const NO_TALK = { totalSeconds: 0, medianSeconds: null };

describe('a report', () => {
  it("counts nobody's messages as those of the user configured for the location", () => {
    const groups = [
      group({ user_key: 'ann', count: 3, answered: 2, durations: '7,1' }),
      group({ user_key: null, count: 2, answered: 1, missed: 1, durations: '4' }),
      group({ user_key: 'bob' }),
    ];
    const users = new Map([['ann', { name: 'Ann', email: 'ann@example.com' }]]);
    const anns = { count: 5, answered: 3, missed: 1, talkTime: { totalSeconds: 12, medianSeconds: 4 } };
    expect(toReport(groups, ['user'], users, 'ann')).toEqual({
      rows: [
        { user: { id: 'ann', name: 'Ann', email: 'ann@example.com' }, ...anns },
        { user: { id: 'bob', name: null, email: null }, count: 1, answered: 0, missed: 0, talkTime: NO_TALK },
      ],
      total: { ...anns, count: 6 },
    });
  });

  it('has rows by their keys in the order asked for, null last', () => {
    const groups = [
      group({ user_key: null, day_key: 1 }),
      group({ user_key: 'b', day_key: 2 }),
      group({ user_key: 'Z', day_key: 10 }),
      group({ user_key: 'b', day_key: 10 }),
    ];
    const { rows } = toReport(groups, ['user', 'day'], new Map(), undefined);
    expect(rows.map(({ user, day }) => [user?.id, day])).toEqual([
      ['Z', '1970-01-11'],
      ['b', '1970-01-03'],
      ['b', '1970-01-11'],
      [undefined, '1970-01-02'],
    ]);
  });

  it('is a total of nothing where nothing is counted', () => {
    expect(toReport([], [], new Map(), undefined)).toEqual({ rows: [], total: { count: 0, answered: 0, missed: 0, talkTime: NO_TALK } });
  });
});
