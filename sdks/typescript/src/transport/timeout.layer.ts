import { callOf, TimeoutError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import type { Layer } from './transport.types.ts';

/** Gives up an attempt after `timeoutMs`, and when its signal aborts, also one whose `fetch` doesn't heed that. */
export function timeoutLayer(timeoutMs: number, { sleep }: Runtime): Layer {
  return (next) => async (request) => {
    request.signal.throwIfAborted();
    const attempt = new AbortController();
    // Stays for as long as the request does: the body of an answer may still be on its way when the headers are here.
    request.signal.addEventListener('abort', () => attempt.abort(request.signal.reason), { once: true });
    const stopped = new Promise<never>((_, reject) => {
      attempt.signal.addEventListener('abort', () => reject(attempt.signal.reason as Error), { once: true });
    });
    const alarm = new AbortController();
    const ringing = sleep(timeoutMs, alarm.signal).then(() => {
      throw new TimeoutError(callOf(request), timeoutMs);
    });
    try {
      return await Promise.race([next(new Request(request, { signal: attempt.signal })), ringing, stopped]);
    } catch (error) {
      attempt.abort(error);
      throw error;
    } finally {
      alarm.abort();
    }
  };
}
