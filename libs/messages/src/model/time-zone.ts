/** What clocks show in a time zone: from each moment (epoch ms, ascending, the first -Infinity) on, so much ahead of UTC. */
export interface ZoneOffset {
  readonly since: number;
  readonly offsetMs: number;
}

/** Before and after these, the first and the last offset are taken to hold. */
const FIRST_MS = Date.UTC(1970, 0, 1);
const LAST_MS = Date.UTC(2100, 0, 1);
/** No zone changes twice within it. */
const STEP_MS = 14 * 86_400_000;
const NAME = /^[A-Za-z][A-Za-z0-9_+\-/]{0,63}$/;

/** By the name that a zone has among its spellings: there are a few hundred. */
const known = new Map<string, readonly ZoneOffset[]>();

/** Whether it names a time zone of the IANA database. */
export function isTimeZone(name: unknown): name is string {
  if (typeof name !== 'string' || !NAME.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en-US', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The zone's offsets. @throws RangeError when there is no such zone */
export function offsetsOf(timeZone: string): readonly ZoneOffset[] {
  const { timeZone: name } = new Intl.DateTimeFormat('en-US', { timeZone }).resolvedOptions();
  const offsets = known.get(name) ?? findOffsets(name);
  known.set(name, offsets);
  return offsets;
}

/** When a day (YYYY-MM-DD) begins there, epoch ms: the first moment at which the calendar shows it, or a later day where it was left out. */
export function startOfDay(timeZone: string, day: string): number {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const offsets = offsetsOf(timeZone);
  for (const [index, { since, offsetMs }] of offsets.entries()) {
    const start = Math.max(since, midnight - offsetMs);
    if (start < (offsets[index + 1]?.since ?? Infinity)) return start;
  }
  return midnight;
}

function findOffsets(timeZone: string): readonly ZoneOffset[] {
  const offsetAt = offsetReader(timeZone);
  const offsets = [{ since: -Infinity, offsetMs: offsetAt(FIRST_MS) }];
  let before = FIRST_MS;
  for (let at = FIRST_MS + STEP_MS; at <= LAST_MS; at += STEP_MS) {
    const offsetMs = offsetAt(at);
    if (offsetMs !== offsets.at(-1)?.offsetMs) offsets.push({ since: changeBetween(before, at, offsetAt), offsetMs });
    before = at;
  }
  return offsets;
}

/** The first moment with the later one's offset; clocks are changed at whole seconds. */
function changeBetween(before: number, after: number, offsetAt: (at: number) => number): number {
  const wanted = offsetAt(after);
  let [low, high] = [before / 1000, after / 1000];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(middle * 1000) === wanted) high = middle;
    else low = middle;
  }
  return high * 1000;
}

function offsetReader(timeZone: string): (at: number) => number {
  const numeric = 'numeric';
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone, hourCycle: 'h23', year: numeric, month: numeric, day: numeric, hour: numeric, minute: numeric, second: numeric },
  });
  return (at) => {
    const parts = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0 } = parts;
    return Date.UTC(year, month - 1, day, hour, minute, second) - at;
  };
}
