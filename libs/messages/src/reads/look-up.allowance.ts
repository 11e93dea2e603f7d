import { Clock } from '../clock';
import { CallOptions } from '../upstream/upstream.reads';

/** A read that has its answer waits no longer than this for each kind of look-up. */
const LOOK_UP_MS = 1_500;

/** How much one answer may spend on looking something up: so many calls, all of them within so long. */
export class LookUpAllowance {
  private readonly until: number;

  /** @param until when the read must be answered, epoch ms */
  constructor(
    private readonly clock: Clock,
    private calls: number,
    until: number,
  ) {
    this.until = Math.min(until, clock.now() + LOOK_UP_MS);
  }

  /** How many calls are left, if there's time for them. */
  get left(): number {
    return this.calls;
  }

  /** A look-up that fails, or for which nothing is left, tells nothing; the read's own answer stands. Callers' reads go first. */
  async attempt<Result>(look: (options: CallOptions) => Promise<Result>): Promise<Result | null> {
    const timeoutMs = this.until - this.clock.now();
    if (this.calls <= 0 || timeoutMs <= 0) return null;
    this.calls -= 1;
    return look({ timeoutMs, priority: 'walk' }).catch(() => null);
  }
}
