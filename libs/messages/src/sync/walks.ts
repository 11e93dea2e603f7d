import { BeforeApplicationShutdown, Inject, Injectable } from '@nestjs/common';
import { setMaxListeners } from 'node:events';
import { LRUCache } from 'lru-cache';
import { Clock, CLOCK } from '../clock';
import { Enricher } from '../enrichment/enricher';
import { MessagesError } from '../errors';
import { Credential } from '../model/credential';
import { Channel } from '../model/message-type';
import { Window } from '../model/window';
import { Lease } from '../store/lease.store';
import { WalkCalls } from '../upstream/walk-calls';
import { HeldLeases } from './held-leases';
import { Need } from './needs';
import { WalkJob } from './walk.job';
import { Walker, WalkPlan } from './walker';

const DENIAL_MS = 60_000;
const noop = (): void => undefined;

/** The walks of this process: started here, joined by whoever needs the same, stopped at a page's end on shutdown. */
@Injectable()
export class Walks implements BeforeApplicationShutdown {
  private readonly jobs = new Map<string, Set<WalkJob>>();
  private readonly lookUps = new Map<string, { readonly token: string; readonly done: Promise<boolean> }>();
  /** Tokens that were denied contacts of late: asking again for each search would cost a request each time. */
  private readonly withoutContacts = new LRUCache<string, true>({ max: 1_000, ttl: DENIAL_MS });
  private readonly listeners = new Map<string, Set<() => void>>();
  /** How many wait for a location's walks. */
  private readonly waiting = new Map<string, number>();
  private readonly running = new Set<Promise<void>>();
  private readonly stopping = new AbortController();

  constructor(
    private readonly walker: Walker,
    private readonly enricher: Enricher,
    private readonly leases: HeldLeases,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    // Every call under way listens to it: however many there are, that is no leak.
    setMaxListeners(0, this.stopping.signal);
  }

  of(locationId: string): readonly WalkJob[] {
    return [...(this.jobs.get(locationId) ?? [])];
  }

  /** Starts a walk of what is needed. It goes on when whoever asked for it is gone. @throws MessagesError `stopping` */
  start(credential: Credential, channel: Channel, { window }: Need): WalkJob {
    const { locationId } = credential;
    if (this.stopping.signal.aborted) throw stoppingError();
    const job = this.register(locationId, channel, window);
    const done = this.underLease(locationId, (lease) => this.walk(job, credential, lease, this.callsFor(locationId)));
    this.track(this.settle(locationId, job, done));
    return job;
  }

  /**
   * Walks a window for nobody in particular; searches that need the same join it. Stops at a page's end by the signal.
   *
   * @returns null, at once, while another process syncs the location
   * @throws what the walk threw
   */
  attempt(credential: Credential, channel: Channel, window: Window, signal: AbortSignal): Promise<WalkJob | null> {
    const { locationId } = credential;
    return this.attemptWork(locationId, signal, async (lease, calls) => {
      const job = this.register(locationId, channel, window);
      await this.settle(locationId, job, this.walk(job, credential, lease, calls));
      if (job.failure) throw job.failure.error;
      return job;
    });
  }

  /** Does something else under the location's lease, unless another process holds it: then null, at once. */
  attemptWork<Result>(
    locationId: string,
    signal: AbortSignal,
    work: (lease: Lease, calls: WalkCalls) => Promise<Result>,
  ): Promise<Result | null> {
    if (this.stopping.signal.aborted) return Promise.reject(stoppingError());
    const calls = { ...this.callsFor(locationId), signal: AbortSignal.any([signal, this.stopping.signal]) };
    const done = this.leases.tryWhileHeld(locationId, this.stopping.signal, (lease) => work(lease, calls));
    this.track(done.then(noop, noop));
    return done;
  }

  /**
   * Looks up the contacts that stored messages still need; whoever asks meanwhile with the same token shares it.
   *
   * @returns false when the token may not read contacts
   */
  async learnContacts(credential: Credential): Promise<boolean> {
    const { locationId, token } = credential;
    if (this.withoutContacts.has(token)) return false;
    const underWay = this.lookUps.get(locationId);
    if (underWay?.token === token) return underWay.done;
    const done = this.underLease(locationId, (lease) =>
      this.enricher.learnContacts({ credential, lease, calls: this.callsFor(locationId) }, 1),
    ).finally(() => {
      if (this.lookUps.get(locationId)?.done === done) this.lookUps.delete(locationId);
      this.announce(locationId);
    });
    this.lookUps.set(locationId, { token, done });
    this.track(done.then(noop, noop));
    const mayRead = await done;
    if (!mayRead) this.withoutContacts.set(token, true);
    return mayRead;
  }

  /** Someone waits for the location's walks from now on. @returns to be called when it doesn't any more */
  beginWaiting(locationId: string): () => void {
    const change = (by: number): void => {
      const waiting = (this.waiting.get(locationId) ?? 0) + by;
      if (waiting > 0) this.waiting.set(locationId, waiting);
      else this.waiting.delete(locationId);
    };
    change(1);
    return () => change(-1);
  }

  /** Calls back once, when a walk of the location has stored a page or is over. @returns how to call it off */
  onceChanged(locationId: string, listener: () => void): () => void {
    const listeners = this.listeners.get(locationId) ?? new Set();
    this.listeners.set(locationId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      // An announcement has taken these away already, and others may be waiting for the next one by now.
      if (listeners.size === 0 && this.listeners.get(locationId) === listeners) this.listeners.delete(locationId);
    };
  }

  /** No walk begins any more; those under way stop at the end of the page that is being stored. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  private register(locationId: string, channel: Channel, window: Window): WalkJob {
    const job = new WalkJob(channel, window, this.clock.now());
    const jobs = this.jobs.get(locationId) ?? new Set();
    this.jobs.set(locationId, jobs.add(job));
    return job;
  }

  private async walk(job: WalkJob, credential: Credential, lease: Lease, calls: WalkCalls): Promise<void> {
    const { channel, window } = job;
    const onPage: WalkPlan['onPage'] = (page) => {
      job.onPage(page);
      this.announce(credential.locationId);
    };
    await this.walker.walk({ credential, lease, channel, window, calls, onPage });
    await this.learnContacts(credential);
  }

  /** Resolves when the job is over, however it ended. */
  private async settle(locationId: string, job: WalkJob, done: Promise<void>): Promise<void> {
    try {
      await done;
    } catch (error) {
      job.failure = { error };
    } finally {
      const jobs = this.jobs.get(locationId);
      jobs?.delete(job);
      if (jobs?.size === 0) this.jobs.delete(locationId);
      job.isOver = true;
      this.announce(locationId);
    }
  }

  private callsFor(locationId: string): WalkCalls {
    return { signal: this.stopping.signal, isAwaited: () => this.waiting.has(locationId) };
  }

  private underLease<Result>(locationId: string, work: (lease: Lease) => Promise<Result>): Promise<Result> {
    if (this.stopping.signal.aborted) throw stoppingError();
    return this.leases.whileHeld(locationId, this.stopping.signal, work);
  }

  private announce(locationId: string): void {
    const listeners = this.listeners.get(locationId);
    this.listeners.delete(locationId);
    listeners?.forEach((listener) => listener());
  }

  private track(work: Promise<void>): void {
    this.running.add(work);
    void work.finally(() => this.running.delete(work));
  }
}

function stoppingError(): MessagesError {
  return new MessagesError('stopping', 'The service is shutting down.');
}
