/** Gets what is missing; aborted when nobody waits for it any more. */
export type Load<T> = (signal: AbortSignal) => Promise<T>;

interface UnderWay {
  readonly result: Promise<unknown>;
  readonly abort: AbortController;
  waiting: number;
  isOver: boolean;
}

/** Whoever wants what is being loaded already shares that load, and its failure; nothing is kept once it's over. */
export class SharedLoads {
  private readonly underWay = new Map<string, UnderWay>();

  /** Joins the load of the key that is under way, or begins one. A waiter whose signal aborts goes; the load stays for the others. */
  join<T>(key: string, load: Load<T>, signal?: AbortSignal): Promise<T> {
    return this.wait(key, this.underWay.get(key) ?? this.start(key, load), signal) as Promise<T>;
  }

  /** Begins a load of its own, which those who come later join. */
  begin<T>(key: string, load: Load<T>, signal?: AbortSignal): Promise<T> {
    return this.wait(key, this.start(key, load), signal) as Promise<T>;
  }

  private start(key: string, load: Load<unknown>): UnderWay {
    const abort = new AbortController();
    const one: UnderWay = { abort, waiting: 0, isOver: false, result: load(abort.signal).finally(() => this.end(key, one)) };
    this.underWay.set(key, one);
    return one;
  }

  private async wait(key: string, one: UnderWay, signal: AbortSignal | undefined): Promise<unknown> {
    one.waiting += 1;
    if (!signal) return one.result;
    let leave = (): void => undefined;
    const left = new Promise<never>((_, reject) => {
      leave = () => reject(signal.reason as Error);
      if (signal.aborted) leave();
      else signal.addEventListener('abort', leave, { once: true });
    });
    try {
      return await Promise.race([one.result, left]);
    } finally {
      signal.removeEventListener('abort', leave);
      one.waiting -= 1;
      if (one.waiting === 0 && !one.isOver) this.abandon(key, one);
    }
  }

  /** Who comes from now on must not join what is about to be aborted. */
  private abandon(key: string, one: UnderWay): void {
    one.result.catch(() => undefined);
    this.end(key, one);
    one.abort.abort();
  }

  private end(key: string, one: UnderWay): void {
    one.isOver = true;
    if (this.underWay.get(key) === one) this.underWay.delete(key);
  }
}
