/** Whether a client that was made for one version may fail with the other by rule: semantic versioning 2.0.0, where 0.x may break with each minor. */
export function mayBreak(before: string, after: string): boolean {
  const [major = 0, minor = 0] = numbersOf(before);
  const [newMajor = 0, newMinor = 0] = numbersOf(after);
  return newMajor > major || (major === 0 && newMajor === 0 && newMinor > minor);
}

/** The later of two comes last. */
export function byVersion(one: string, other: string): number {
  const [some, others] = [numbersOf(one), numbersOf(other)];
  const place = some.findIndex((number, index) => number !== others[index]);
  return place < 0 ? 0 : (some[place] ?? 0) - (others[place] ?? 0);
}

function numbersOf(version: string): readonly number[] {
  return version.split('.').map(Number);
}
