import { CallOptions } from '@app/leadconnector';

/** How the calls of a walk are made. */
export interface WalkCalls {
  readonly signal: AbortSignal;
  /** Whether a search waits for the walk now; if none does, others go before it. */
  readonly isAwaited: () => boolean;
}

/** What it means for the next call. */
export function callOptions({ signal, isAwaited }: WalkCalls): CallOptions {
  return { signal, priority: isAwaited() ? 'walk' : 'backfill' };
}
