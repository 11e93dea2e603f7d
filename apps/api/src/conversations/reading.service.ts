import { CallOptions, LeadConnectorError } from '@app/leadconnector';
import { Clock, CLOCK, Credential, MessagesError, ReadAnswer } from '@app/messages';
import { Inject, Injectable } from '@nestjs/common';
import { AccessService } from '../access/access.service';
import { CacheKey } from '../cache/cache-key';
import { ReadCache } from '../cache/read-cache';
import { Environment } from '../config/environment';
import { ENVIRONMENT } from '../config/environment.token';
import { keepAnswer, KeptAnswer, renderKept } from './kept-answer';
import { LocationOf } from './location-of';
import { Read, ReadResult, ReadTerms } from './read.types';
import { seenIds } from './seen-ids';

/** Answers upstream's reads: out of the store where it covers them, else out of the cache, else by upstream itself. */
@Injectable()
export class ReadingService {
  constructor(
    private readonly access: AccessService,
    private readonly cache: ReadCache,
    private readonly locations: LocationOf,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  /** @throws LeadConnectorError upstream's refusal or failure; MessagesError */
  async answer(read: Read, terms: ReadTerms): Promise<ReadResult> {
    const deadline = this.clock.now() + this.environment.READ_TIMEOUT_MS;
    const claimed = claimedLocationOf(read.about);
    if (claimed !== undefined) await this.requireAccess({ locationId: claimed, token: read.token }, read, deadline);
    return (await this.fromStore(read, terms, deadline)) ?? this.fromUpstream(read, terms, deadline);
  }

  private async fromStore({ fromStore, ...read }: Read, { maxAgeMs }: ReadTerms, deadline: number): Promise<ReadResult | null> {
    if (!fromStore || maxAgeMs === 0) return null;
    for (const locationId of this.placesOf(read)) {
      const credential = { locationId, token: read.token };
      if (!(await this.mayRead(credential, read, deadline))) continue;
      const answer = await fromStore(credential, maxAgeMs).catch(upstreamInstead);
      if (answer) return { ...answer, source: 'store', locationId, upstreamTraceId: null };
    }
    return null;
  }

  /**
   * A token of which nothing is known isn't asked about first: the read itself goes to upstream then, and its answer tells as much for one
   * request instead of two. Only a list that the store began is worth a question of its own.
   */
  private async mayRead(credential: Credential, read: Pick<Read, 'goesOn' | 'path'>, deadline: number): Promise<boolean> {
    if (await this.access.isAccepted(credential, 'messages')) return true;
    if (read.goesOn) await this.requireAccess(credential, read, deadline);
    return read.goesOn ?? false;
  }

  private requireAccess(credential: Credential, { path }: Pick<Read, 'path'>, deadline: number): Promise<void> {
    return this.access.require(credential, 'messages', this.remainingMs(deadline, path));
  }

  private async fromUpstream(read: Read, { maxAgeMs, signal }: ReadTerms, deadline: number): Promise<ReadResult> {
    const load = (abandoned: AbortSignal) => this.ask(read, abandoned, deadline);
    const options = { maxAgeMs, signal, refresh: maxAgeMs === 0 };
    const { value, ageMs, hit } = await this.cache.share<KeptAnswer>(this.keyOf(read), this.environment.UPSTREAM_CACHE_MS, load, options);
    const { upstreamTraceId, locationId } = value;
    return {
      render: (traceId) => renderKept(value, traceId),
      // An older process, which shares the cache, counts nothing.
      count: value.count ?? 0,
      source: hit ? 'cache' : 'upstream',
      ageMs: hit ? ageMs : null,
      locationId,
      upstreamTraceId,
    };
  }

  private async ask(read: Read, signal: AbortSignal, deadline: number): Promise<KeptAnswer> {
    const options = (): CallOptions => ({ signal, timeoutMs: this.remainingMs(deadline, read.path), priority: 'caller' });
    const { about, token } = read;
    if ('locationId' in about) {
      const answer = await read.fromUpstream({ locationId: about.locationId, token }, options());
      this.locations.remember(token, seenIds(answer.body));
      return keepAnswer(answer, about.locationId);
    }
    return this.locations.charge(token, about, async ([locationId, ...alsoSpends]) => {
      const sentAt = this.clock.now();
      const answer = await read.fromUpstream({ locationId, token }, { ...options(), alsoSpends });
      this.locations.remember(token, seenIds(answer.body));
      // Upstream has shown this token a record of that location, with a call of the right's own scope.
      if (answer.locationId !== null) this.access.noteAccepted({ locationId: answer.locationId, token }, 'messages', sentAt);
      return keepAnswer(answer, answer.locationId);
    });
  }

  /** An id belongs to one location only, so its key needs none; which one it is may not even be known yet. */
  private keyOf({ kind, about, token, parameters }: Omit<Read, 'fromStore'>): CacheKey {
    return this.cache.keyOf({ locationId: 'locationId' in about ? about.locationId : '', token }, kind, parameters);
  }

  private placesOf({ about, token }: Pick<Read, 'about' | 'token'>): readonly string[] {
    return 'locationId' in about ? [about.locationId] : this.locations.candidates(token, about).slice(0, PLACES);
  }

  private remainingMs(deadline: number, path: string): number {
    const remainingMs = Math.min(deadline - this.clock.now(), this.environment.READ_TIMEOUT_MS);
    if (remainingMs > 0) return remainingMs;
    throw new LeadConnectorError({ code: 'timeout', phase: 'call' }, { method: 'GET', path });
  }
}

function claimedLocationOf(about: Read['about']): string | undefined {
  return 'locationId' in about ? undefined : about.claimedLocationId;
}

/** Where the store is searched for an id at most. */
const PLACES = 5;

/** Upstream can answer without the store. */
function upstreamInstead(error: unknown): ReadAnswer | null {
  if (error instanceof MessagesError && error.code === 'store-unavailable') return null;
  throw error;
}
