export interface MemorySample {
  /** Epoch ms. */
  readonly at: number;
  /** Bytes in use after a collection of garbage, outside the heap as well. */
  readonly live: number;
  readonly rss: number;
}

const HOUR_MS = 3_600_000;
const MEBIBYTE = 1024 * 1024;

/**
 * By how many MiB an hour the memory in use grows: the median slope between any two samples (Theil and Sen), which what is in flight at
 * some of them doesn't move. @throws Error with fewer than three samples
 */
export function mebibytesAnHour(samples: readonly MemorySample[]): number {
  if (samples.length < 3) throw new Error('Three samples of the memory are the least that says anything.');
  const slopes = samples.flatMap((later, index) =>
    samples.slice(0, index).map((earlier) => (later.live - earlier.live) / MEBIBYTE / ((later.at - earlier.at) / HOUR_MS)),
  );
  return slopes.sort((a, b) => a - b)[Math.floor(slopes.length / 2)] ?? NaN;
}
