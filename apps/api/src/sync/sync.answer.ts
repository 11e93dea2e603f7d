import { RateBudget } from '@app/leadconnector';
import { BackgroundStatus, SyncStatus, Window } from '@app/messages';
import { BackgroundSchema, SyncSchema, WindowSchema } from './sync.schema';

/** What is known of a location's sync. */
export interface KnownSync {
  readonly status: SyncStatus;
  readonly background: BackgroundStatus | null;
  readonly rateLimit: RateBudget;
}

/** The status with its dates as ISO 8601 and its windows in the API's words. */
export function toSyncAnswer(locationId: string, { status, background, rateLimit }: KnownSync, traceId: string): SyncSchema {
  const channels = status.channels.map(({ channel, asOf, complete, coverage }) => ({
    channel,
    asOf: isoOrNull(asOf),
    complete,
    coverage: coverage.map(toWindow),
  }));
  const messages = channels.find(({ channel }) => channel === 'messages');
  return {
    locationId,
    asOf: messages?.asOf ?? null,
    complete: messages?.complete ?? false,
    stored: status.stored,
    setAside: status.setAside,
    channels,
    walks: status.walks.map(({ channel, window, startedAt, progress }) => ({
      channel,
      window: toWindow(window),
      startedAt: new Date(startedAt).toISOString(),
      progress,
    })),
    background: background && toBackground(background),
    rateLimit,
    traceId,
  };
}

function toBackground({ state, nextTailAt, lastErrorCode, sweptAt, sweepPlace }: BackgroundStatus): BackgroundSchema {
  return { state, nextTailAt: isoOrNull(nextTailAt), lastErrorCode, lastSweepAt: isoOrNull(sweptAt), sweptDownTo: isoOrNull(sweepPlace) };
}

function toWindow({ after, upTo }: Window): WindowSchema {
  return { startAfterDate: isoOrNull(after), endDate: isoOrNull(upTo) };
}

function isoOrNull(milliseconds: number | null): string | null {
  return milliseconds === null || !Number.isFinite(milliseconds) ? null : new Date(milliseconds).toISOString();
}
