import { User } from '../model/user';
import { CountedGroup } from '../store/report.store';
import { Counts, GroupKey, Report, ReportRow } from '../model/report';

const DAY_MS = 86_400_000;

/** The report that counted groups make. `nobodysUser` has what belongs to nobody, where one is configured. */
export function toReport(
  groups: readonly CountedGroup[],
  groupBy: readonly GroupKey[],
  users: ReadonlyMap<string, Omit<User, 'id'>>,
  nobodysUser: string | undefined,
): Report {
  const merged = new Map<string, CountedGroup>();
  for (const group of groups) {
    const own = { ...group, ...(groupBy.includes('user') && { user_key: group.user_key ?? nobodysUser ?? null }) };
    const key = JSON.stringify(groupBy.map((name) => own[`${name}_key`]));
    const other = merged.get(key);
    merged.set(key, other ? together([other, own], own) : own);
  }
  const ordered = groupBy.length === 0 ? [] : [...merged.values()].sort((a, b) => compareKeys(a, b, groupBy));
  const total = together([...merged.values()], { count: 0, answered: 0, missed: 0, durations: null });
  return {
    rows: ordered.map((group) => ({ ...keysOf(group, groupBy, users), ...countsOf(group) })),
    total: countsOf(total),
  };
}

function together(groups: readonly CountedGroup[], keys: CountedGroup): CountedGroup {
  const sum = (read: (group: CountedGroup) => number) => groups.reduce((total, group) => total + read(group), 0);
  const durations = groups.map((group) => group.durations).filter((text) => text !== null);
  return {
    ...keys,
    count: sum(({ count }) => count),
    answered: sum(({ answered }) => answered),
    missed: sum(({ missed }) => missed),
    durations: durations.length > 0 ? durations.join(',') : null,
  };
}

function countsOf({ count, answered, missed, durations }: CountedGroup): Counts {
  const seconds = secondsOf(durations ?? '').sort();
  const talkTime = { totalSeconds: seconds.reduce((total, one) => total + one, 0), medianSeconds: medianOf(seconds) };
  return { count, answered, missed, talkTime };
}

const [ZERO, COMMA] = ['0'.charCodeAt(0), ','.charCodeAt(0)];

/** Whole numbers with commas between them, as numbers. There may be a million: to split the text first takes ten times as long. */
function secondsOf(text: string): Uint32Array {
  const seconds = new Uint32Array(text.length);
  let [count, value] = [0, 0];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code !== COMMA) value = value * 10 + (code - ZERO);
    else {
      seconds[count] = value;
      count += 1;
      value = 0;
    }
  }
  if (text !== '') seconds[count] = value;
  return seconds.subarray(0, text === '' ? 0 : count + 1);
}

/** Of sorted values; of an even number, halfway between the two in the middle. */
function medianOf(sorted: Uint32Array): number | null {
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  return low === undefined || high === undefined ? null : (low + high) / 2;
}

function keysOf(group: CountedGroup, groupBy: readonly GroupKey[], users: ReadonlyMap<string, Omit<User, 'id'>>): Partial<ReportRow> {
  const { user_key: id = null, day_key: day = 0, direction_key: direction = null, status_key: status = null } = group;
  const { name, email } = users.get(id ?? '') ?? { name: null, email: null };
  const keys = {
    user: id === null ? null : { id, name, email },
    day: new Date(day * DAY_MS).toISOString().slice(0, 10),
    direction,
    status,
  };
  return Object.fromEntries(groupBy.map((key) => [key, keys[key]]));
}

/** Texts by their bytes, null last. */
function compareKeys(a: CountedGroup, b: CountedGroup, groupBy: readonly GroupKey[]): number {
  for (const name of groupBy) {
    const [one, other] = [a[`${name}_key`] ?? null, b[`${name}_key`] ?? null];
    if (one === other) continue;
    if (one === null) return 1;
    if (other === null) return -1;
    if (typeof one === 'number' && typeof other === 'number') return one - other;
    return Buffer.compare(Buffer.from(String(one)), Buffer.from(String(other)));
  }
  return 0;
}
