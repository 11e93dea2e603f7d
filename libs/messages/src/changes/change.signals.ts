import { BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { setMaxListeners } from 'node:events';
import { FeedPosition } from '../model/feed-position';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { ChangeState, ChangeStore } from '../store/change.store';
import { Walks } from '../sync/walks';

/** One who waits, and the state beyond which it wants to be woken. */
interface Waiter {
  readonly known: FeedPosition;
  readonly wake: () => void;
}

/**
 * Wakes those who wait for changes: at once for what this process stored, within a second for what others did. However many wait, the
 * store is asked once a second, and none of them holds a connection.
 */
@Injectable()
export class ChangeSignals implements BeforeApplicationShutdown {
  private readonly waiters = new Map<string, Set<Waiter>>();
  /** How to call off what is listened to, by location. */
  private readonly listening = new Map<string, () => void>();
  private readonly stopping = new AbortController();
  private timer: NodeJS.Timeout | null = null;
  private looking: Promise<void> | null = null;
  private isToLookAgain = false;

  constructor(
    private readonly changes: ChangeStore,
    private readonly walks: Walks,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {
    setMaxListeners(0, this.stopping.signal);
  }

  /** Aborted when the service is to stop: nobody is to wait any longer. */
  get ending(): AbortSignal {
    return this.stopping.signal;
  }

  /** Resolves when the location has changed beyond what is known, or when the signal aborts. */
  async untilChanged(locationId: string, known: FeedPosition, signal: AbortSignal): Promise<void> {
    if (signal.aborted || this.stopping.signal.aborted) return;
    let callOff = (): void => undefined;
    await new Promise<void>((resolve) => {
      const waiter = { known, wake: () => resolve() };
      this.add(locationId, waiter);
      const calledOff = [signal, this.stopping.signal];
      calledOff.forEach((one) => one.addEventListener('abort', waiter.wake));
      callOff = () => {
        calledOff.forEach((one) => one.removeEventListener('abort', waiter.wake));
        this.remove(locationId, waiter);
      };
    });
    callOff();
  }

  beforeApplicationShutdown(): void {
    this.stopping.abort();
  }

  private add(locationId: string, waiter: Waiter): void {
    const others = this.waiters.get(locationId);
    this.waiters.set(locationId, (others ?? new Set()).add(waiter));
    if (!others) this.listen(locationId);
    this.timer ??= setInterval(() => this.look(), this.options.changesLookMs).unref();
  }

  private remove(locationId: string, waiter: Waiter): void {
    const waiters = this.waiters.get(locationId);
    waiters?.delete(waiter);
    if (waiters?.size === 0) {
      this.waiters.delete(locationId);
      this.listening.get(locationId)?.();
      this.listening.delete(locationId);
    }
    if (this.waiters.size > 0 || !this.timer) return;
    clearInterval(this.timer);
    this.timer = null;
  }

  /** Again and again, for as long as somebody waits: walks call back but once. */
  private listen(locationId: string): void {
    const callOff = this.walks.onceChanged(locationId, () => {
      this.listen(locationId);
      this.look();
    });
    this.listening.set(locationId, callOff);
  }

  private look(): void {
    this.isToLookAgain = this.looking !== null;
    // A store that can't be reached now is asked again a second later; whose wait ends meanwhile is told of it then.
    this.looking ??= this.lookOnce()
      .catch(() => undefined)
      .finally(() => {
        this.looking = null;
        if (this.isToLookAgain) this.look();
      });
  }

  private async lookOnce(): Promise<void> {
    const states = await this.changes.states([...this.waiters.keys()]);
    for (const [locationId, waiters] of this.waiters)
      for (const { known, wake } of waiters) if (hasChanged(known, states.get(locationId))) wake();
  }
}

/** Also when it was purged: a position in what was there before leads nowhere. */
function hasChanged({ incarnation, sequence }: FeedPosition, state: ChangeState | undefined): boolean {
  if (!state) return incarnation !== '';
  return state.sequence !== sequence || (incarnation !== '' && state.incarnation !== incarnation);
}
