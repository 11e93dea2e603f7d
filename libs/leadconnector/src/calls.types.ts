import { LeadConnectorErrorCode } from './errors';

/** Whose data, and the right to it. The token is sent to upstream and kept nowhere. */
export interface LocationCredential {
  readonly locationId: string;
  readonly token: string;
}

/** Who waits for a call: a caller, a walk that a search waits for, or nobody. */
export type CallPriority = 'caller' | 'walk' | 'backfill';

export interface CallOptions {
  /** Ends the call at any stage, waits included, with an error `aborted`. */
  readonly signal?: AbortSignal;
  /** The whole call, waits and retries included; default `callTimeoutMs`. For a paging generator: each page. */
  readonly timeoutMs?: number;
  /** Who waits for it. Callers go before walks that a search waits for, and these before backfill; none starves. Default 'caller'. */
  readonly priority?: CallPriority;
  /** Other locations whose budget the call may spend, because it isn't known yet which of them it belongs to. */
  readonly alsoSpends?: readonly string[];
}

/** A call that upstream answered with what was asked for. `path` is the endpoint's template. */
export interface AcceptedCall {
  readonly credential: LocationCredential;
  readonly method: string;
  readonly path: string;
  /** Epoch ms on our clock. */
  readonly sentAt: number;
}

/** One request that left for upstream, and what came of it. A call that is repeated is several of them. */
export interface Exchange {
  readonly method: string;
  /** The endpoint's template. */
  readonly path: string;
  readonly priority: CallPriority;
  /** The status of the answer, or the code of the error where there was none. */
  readonly outcome: number | LeadConnectorErrorCode;
  /** Waiting for a turn not included. */
  readonly durationMs: number;
}

export interface ResponseMeta {
  /** Epoch ms on our clock, no later than the moment at which the request that succeeded left. */
  readonly sentAt: number;
  /** The answer's `Date` header in epoch ms (whole seconds). */
  readonly serverDate: number | null;
  readonly traceId: string | null;
}

/** What every call answers with, beside what was asked for. */
export interface AnswerOrigin {
  /** The whole JSON as upstream sent it, unknown fields included; what was asked for is part of it, not a copy. */
  readonly body: unknown;
  readonly meta: ResponseMeta;
}

/** What is left for a location now, by our own count and upstream's headers. */
export interface RateBudget {
  /** Requests in any `intervalMs`. */
  readonly limit: number;
  /** Requests that could leave now. */
  readonly remaining: number;
  readonly intervalMs: number;
  /** Until all of `limit` is free again if nothing more is sent; at least this when requests are in flight. */
  readonly resetMs: number;
  /** As upstream last said today (UTC); null when unknown. */
  readonly dailyLimit: number | null;
  readonly dailyRemaining: number | null;
}
