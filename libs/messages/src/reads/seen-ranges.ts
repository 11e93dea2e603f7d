import { DateRange } from '../upstream/proven-dates';

/** Which dates of a list were seen wholly, each for a while. */
export class SeenRanges {
  private ranges: readonly (DateRange & { readonly until: number })[] = [];

  /** @param until until when it counts, epoch ms */
  add(range: DateRange, until: number): void {
    this.ranges = [...this.ranges, { ...range, until }].sort((a, b) => a.from - b.from);
  }

  /** The lowest dates from `from` on that weren't seen; up to Infinity where nothing later was. Nobody has seen what is yet to come. */
  firstGap(from: number, now: number): DateRange {
    this.ranges = this.ranges.filter(({ until }) => until >= now);
    let low = from;
    for (const range of this.ranges) {
      if (range.from > low) return { from: low, to: range.from - 1 };
      low = Math.max(low, range.to + 1);
    }
    return { from: low, to: Infinity };
  }
}
