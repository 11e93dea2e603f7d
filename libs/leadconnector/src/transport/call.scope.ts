import { CallOptions } from '../calls.types';
import { FailedCall, LeadConnectorError } from '../errors';
import { Runtime } from '../runtime';

export interface CallScope {
  /** Aborts with a LeadConnectorError as its reason: `aborted` or `timeout` of phase `call`. */
  readonly signal: AbortSignal;
  /** Monotonic ms. */
  readonly deadline: number;
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
  sleep(timeoutMs, timer.signal).then(
    () => controller.abort(new LeadConnectorError({ code: 'timeout', phase: 'call' }, call)),
    () => undefined,
  );
  try {
    controller.signal.throwIfAborted();
    return await work({ signal: controller.signal, deadline: clock.monotonic() + timeoutMs });
  } catch (error) {
    // Whatever form the interruption took further down, the reason is what the caller must hear.
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    callerSignal?.removeEventListener('abort', onAbort);
    timer.abort();
  }
}
