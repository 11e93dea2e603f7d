import { Inject, Injectable } from '@nestjs/common';
import { Clock, CLOCK } from '../clock';
import { MessagesError } from '../errors';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { CoverageStore, LocationState } from '../store/coverage.store';
import { isDenial } from '../upstream/upstream.service';
import { ChannelNeed, isComplete } from './needs';
import { SyncAttempt } from './sync.attempt';
import { SyncedWindow, SyncRequest } from './sync.types';
import { Walks } from './walks';

/** Brings the copy up to what a search needs: walks just what is missing, or waits for who walks it already. */
@Injectable()
export class SyncService {
  constructor(
    private readonly coverage: CoverageStore,
    private readonly walks: Walks,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  /**
   * Resolves when the window is complete and fresh, or when it can't be in time but something may be served: what is complete as of an
   * earlier moment, or part of it where that was allowed.
   *
   * @throws MessagesError `sync-incomplete` with the progress, `upstream-unusable`, `stopping`, `store-unavailable`; LeadConnectorError
   */
  async ensure(request: SyncRequest): Promise<SyncedWindow> {
    const endWaiting = this.walks.beginWaiting(request.credential.locationId);
    try {
      return await this.pursue(request, new SyncAttempt(request, this.walks, this.clock, this.options));
    } finally {
      endWaiting();
    }
  }

  private async pursue(request: SyncRequest, attempt: SyncAttempt): Promise<SyncedWindow> {
    for (let hasWaited = false; ; hasWaited = true) {
      // Subscribed before the state is read: a page stored in between must not be missed.
      const change = attempt.nextChange();
      try {
        const state = await this.coverage.read(request.credential.locationId, request.channels);
        const needs = attempt.needsOf(state);
        // A token that upstream doesn't accept gets nothing, however much is stored.
        if (attempt.failure && isDenial(attempt.failure.error)) throw attempt.failure.error;
        const isEnriched = !attempt.needsContacts(state);
        if (needs.length === 0 && isEnriched) return this.promise(state, request, { isEnriched, hasWaited });
        if (attempt.failure !== null || attempt.isOverdue) return this.fallBack(state, request, needs, { attempt, hasWaited });
        attempt.pursue(needs);
        await change.happened;
      } finally {
        change.callOff();
      }
    }
  }

  /** What can be said of the window by this state. */
  private promise(
    { channels, changeSequence, contactsVersion, usersVersion }: LocationState,
    { window }: SyncRequest,
    { isEnriched, hasWaited }: { readonly isEnriched: boolean; readonly hasWaited: boolean },
  ): SyncedWindow {
    const states = [...channels.values()];
    const now = this.clock.now();
    const oldest = (dates: readonly (number | null)[]) => (dates.includes(null) ? null : Math.min(...dates.map((date) => date ?? now)));
    const walkedAt = oldest(states.map(({ tailWalkedAt }) => tailWalkedAt));
    return {
      complete: isEnriched && states.every((state) => isComplete(state, window)),
      asOf: oldest(states.map(({ asOf }) => asOf)),
      ageMs: walkedAt === null ? null : Math.max(0, now - walkedAt),
      changeSequence,
      contactsVersion,
      hasWaited,
      usersVersion,
    };
  }

  private fallBack(
    state: LocationState,
    request: SyncRequest,
    needs: readonly ChannelNeed[],
    { attempt, hasWaited }: { readonly attempt: SyncAttempt; readonly hasWaited: boolean },
  ): SyncedWindow {
    const { failure } = attempt;
    const isEnriched = !attempt.needsContacts(state);
    // Complete as of an earlier moment: fresher could not be had.
    const isServable = isEnriched && needs.every(({ isRefresh }) => isRefresh);
    if (isServable || request.allowPartial) return this.promise(state, request, { isEnriched, hasWaited });
    if (failure) throw failure.error;
    throw new MessagesError('sync-incomplete', 'The window is still being read from LeadConnector.', { progress: attempt.progress(needs) });
  }
}
