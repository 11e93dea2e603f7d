import { Runtime } from '../runtime';

/** Rings once, at the earliest of the times that it was set to. */
export class Alarm {
  private ringsAt = Infinity;
  private timer = new AbortController();

  constructor(
    private readonly runtime: Runtime,
    private readonly onRing: () => void,
  ) {}

  /** `at` is on the monotonic clock; a later time than the one that is set already changes nothing. */
  set(at: number): void {
    if (at >= this.ringsAt) return;
    this.disarm();
    const { clock, sleep } = this.runtime;
    const timer = (this.timer = new AbortController());
    this.ringsAt = at;
    sleep(Math.ceil(at - clock.monotonic()), timer.signal).then(
      () => {
        if (timer !== this.timer) return;
        this.ringsAt = Infinity;
        this.onRing();
      },
      () => undefined,
    );
  }

  /** A timer that nobody waits for would keep the process alive. */
  disarm(): void {
    this.timer.abort();
    this.ringsAt = Infinity;
  }
}
