import { CACHE_MANAGER, Cache } from '@nestjs/cache-manager';
import { Inject, Injectable } from '@nestjs/common';
import { Clock, CLOCK, Credential } from '@app/messages';
import { CacheKey, cacheKeyOf, CacheParameters } from './cache-key';
import { CACHE_SECRET } from './cache-secret';
import { CacheStatistics } from './cache.statistics';
import { Load, SharedLoads } from './shared-loads';

export interface ShareOptions {
  /** Asks anew whatever is kept or under way, and keeps the answer instead. */
  readonly refresh?: boolean;
  /** Takes nothing older than this, though it's kept for longer. */
  readonly maxAgeMs?: number;
  /** Ends this caller's wait; the load goes on as long as somebody else waits for it. */
  readonly signal?: AbortSignal;
}

/** An answer that others may hold too: it must not be changed. */
export interface Shared<T> {
  readonly value: T;
  /** Since it was asked for, by our clock. */
  readonly ageMs: number;
  /** Whether it was there already. */
  readonly hit: boolean;
}

/** How long a value counts: the same for all, or as the value says. */
export type TimeToLive<T> = number | ((value: T) => number);

/** What is stored. The age is held by this, whatever the clocks of the stores do. */
interface Entry<T> {
  /** Epoch ms, before the question left. */
  readonly askedAt: number;
  readonly value: T;
}

interface Found<T> {
  readonly entry: Entry<T>;
  readonly hit: boolean;
}

/**
 * Answers kept for a short while: in memory, and in Redis where there is one, so that processes share them. Whoever asks what is being
 * asked already shares that. Values are plain JSON. A failure is told to all who wait for it and not kept.
 */
@Injectable()
export class ReadCache {
  private readonly loads = new SharedLoads();

  constructor(
    @Inject(CACHE_MANAGER) private readonly cache: Cache,
    @Inject(CACHE_SECRET) private readonly secret: Buffer,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly statistics: CacheStatistics,
  ) {}

  /** A key that tells nothing of the token. */
  keyOf(credential: Credential, kind: string, parameters?: CacheParameters): CacheKey {
    return cacheKeyOf(this.secret, credential, kind, parameters);
  }

  /** What is kept under the key and young enough, or what `load` brings, kept for `ttl`. @throws what `load` throws */
  async share<T>(key: CacheKey, ttl: TimeToLive<T>, load: Load<T>, options: ShareOptions = {}): Promise<Shared<T>> {
    const { refresh = false, signal } = options;
    let isMine = false;
    const isFresh = (entry: Entry<T>) => this.isFresh(entry, ttlOf(ttl, entry.value), options.maxAgeMs);
    const ask = (aborted: AbortSignal) => {
      isMine = true;
      return this.ask(key, ttl, load, aborted);
    };
    const findOrAsk = async (aborted: AbortSignal) => (await this.find(key, ttl, isFresh)) ?? ask(aborted);
    const { entry, hit } = await (refresh ? this.loads.begin(key.text, ask, signal) : this.loads.join(key.text, findOrAsk, signal));
    // Whoever looked first, and was joined, may have been content with something older.
    if (hit && !isFresh(entry)) return this.share(key, ttl, load, options);
    this.statistics.record(key.kind, hit ? 'hit' : isMine ? 'miss' : 'shared');
    return { value: entry.value, ageMs: Math.max(0, this.clock.now() - entry.askedAt), hit };
  }

  /** What is kept under the key and still counts; nobody is asked. */
  async peek<T>(key: CacheKey, ttl: TimeToLive<T>): Promise<T | undefined> {
    return (await this.find<T>(key, ttl, (entry) => this.isFresh(entry, ttlOf(ttl, entry.value))))?.entry.value;
  }

  /** Keeps what was learnt otherwise, asked at `askedAt` (epoch ms), unless something newer is there. */
  async keep<T>(key: CacheKey, value: T, askedAt: number, ttlMs: number): Promise<void> {
    const now = this.clock.now();
    const kept = await this.cache.stores[0]?.get<Entry<T>>(key.text);
    // One of the future was stored before the clock was set back.
    if (kept && kept.askedAt > askedAt && kept.askedAt <= now) return;
    const leftMs = leftOf(ttlMs, now - askedAt);
    if (leftMs > 0) await this.cache.set(key.text, { askedAt, value }, leftMs);
  }

  private async ask<T>(key: CacheKey, ttl: TimeToLive<T>, load: Load<T>, aborted: AbortSignal): Promise<Found<T>> {
    const askedAt = this.clock.now();
    try {
      const value = await load(aborted);
      await this.keep(key, value, askedAt, ttlOf(ttl, value));
      return { entry: { askedAt, value }, hit: false };
    } catch (error) {
      this.statistics.record(key.kind, 'error');
      throw error;
    }
  }

  /** Layer by layer, since what is near may be older than what another process has stored since. */
  private async find<T>(key: CacheKey, ttl: TimeToLive<T>, isFresh: (entry: Entry<T>) => boolean): Promise<Found<T> | undefined> {
    for (const [layer, store] of this.cache.stores.entries()) {
      const entry = await store.get<Entry<T>>(key.text);
      if (!entry || !isFresh(entry)) continue;
      const leftMs = leftOf(ttlOf(ttl, entry.value), this.clock.now() - entry.askedAt);
      if (leftMs > 0) for (const nearer of this.cache.stores.slice(0, layer)) await nearer.set(key.text, entry, leftMs);
      return { entry, hit: true };
    }
    return undefined;
  }

  /** A clock that was set back makes ages negative: they prove nothing. */
  private isFresh({ askedAt }: Entry<unknown>, ttlMs: number, maxAgeMs = Infinity): boolean {
    const ageMs = this.clock.now() - askedAt;
    return ageMs >= 0 && ageMs < ttlMs && ageMs <= maxAgeMs;
  }
}

function ttlOf<T>(ttl: TimeToLive<T>, value: T): number {
  return typeof ttl === 'number' ? ttl : ttl(value);
}

/** Whole milliseconds, as stores take them. */
function leftOf(ttlMs: number, ageMs: number): number {
  return Math.floor(Math.min(ttlMs, ttlMs - ageMs));
}
