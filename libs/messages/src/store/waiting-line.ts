import { performance } from 'node:perf_hooks';

/** What is asked of so many connections, served in the order in which it came; what is beyond their number waits. */
export class WaitingLine {
  /** When each began, the earliest first. */
  private readonly underWay = new Map<symbol, number>();

  constructor(
    readonly connections: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Resolves or rejects with the work. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    const key = Symbol();
    this.underWay.set(key, this.now());
    try {
      return await work();
    } finally {
      this.underWay.delete(key);
    }
  }

  get busy(): number {
    return Math.min(this.underWay.size, this.connections);
  }

  get waiting(): number {
    return Math.max(0, this.underWay.size - this.connections);
  }

  /** For how long the one that waits longest has waited; 0 when none does. */
  get waitMs(): number {
    if (this.waiting === 0) return 0;
    let place = 0;
    // Who came before has a connection: the first beyond their number is the next.
    for (const since of this.underWay.values()) if (place++ === this.connections) return this.now() - since;
    return 0;
  }
}
