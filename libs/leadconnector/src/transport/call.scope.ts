import { CallOptions } from '../calls.types';
import { FailedCall, LeadConnectorError } from '../errors';
import { NO_LONGER_NEEDED, Runtime } from '../runtime';

/** When a call never had its turn in its time: upstream's interval, after which the line has moved on. */
const LINE_MS = 10_000;

export interface CallScope {
  /**
   * Aborts with a LeadConnectorError as its reason: `aborted`, `timeout` of phase `call`, or `rate-limited` when the time was over
   * before anything had been sent.
   */
  readonly signal: AbortSignal;
  /** Monotonic ms. */
  readonly deadline: number;
  /** To be called when a request of the call leaves. */
  readonly onTurn: () => void;
}

/**
 * Runs `work` under the call's one time-out and the caller's signal. Listeners and timer are gone when it settles, so that a
 * signal that lives as long as the process gathers nothing (AbortSignal.any does, in Node 20).
 */
export async function withinCall<Result>(
  call: FailedCall,
  { signal: callerSignal, timeoutMs }: Required<Pick<CallOptions, 'timeoutMs'>> & CallOptions,
  { clock, sleep }: Runtime,
  work: (scope: CallScope) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const timer = new AbortController();
  const onAbort = (): void => controller.abort(new LeadConnectorError({ code: 'aborted' }, call, { cause: callerSignal?.reason }));
  if (callerSignal?.aborted) onAbort();
  callerSignal?.addEventListener('abort', onAbort);
  let hadTurn = false;
  const onTurn = (): void => void (hadTurn = true);
  sleep(timeoutMs, timer.signal).then(
    () => controller.abort(hadTurn ? callTimeout(call) : neverSent(call)),
    () => undefined,
  );
  try {
    controller.signal.throwIfAborted();
    return await work({ signal: controller.signal, deadline: clock.monotonic() + timeoutMs, onTurn });
  } catch (error) {
    // Whatever form the interruption took further down, the reason is what the caller must hear.
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    callerSignal?.removeEventListener('abort', onAbort);
    timer.abort(NO_LONGER_NEEDED);
  }
}

function callTimeout(call: FailedCall): LeadConnectorError {
  return new LeadConnectorError({ code: 'timeout', phase: 'call' }, call);
}

/** Upstream wasn't slow: it was never asked. */
function neverSent(call: FailedCall): LeadConnectorError {
  return new LeadConnectorError({ code: 'rate-limited', source: 'local', retryAfterMs: LINE_MS }, call);
}
