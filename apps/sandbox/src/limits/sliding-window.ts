/** Counts events in the last `intervalMs`: an event leaves the window exactly `intervalMs` after it happened. */
export class SlidingWindow {
  #times: number[] = [];

  constructor(private readonly intervalMs: number) {}

  record(nowMs: number): void {
    this.#times.push(nowMs);
  }

  count(nowMs: number): number {
    const firstInside = this.#times.findIndex((time) => time > nowMs - this.intervalMs);
    this.#times = firstInside === -1 ? [] : this.#times.slice(firstInside);
    return this.#times.length;
  }
}
