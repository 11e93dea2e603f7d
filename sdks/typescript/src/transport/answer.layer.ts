import { apiErrorOf } from '../error.answer.ts';
import { callOf, ConnectionError } from '../errors.ts';
import type { Runtime } from '../runtime.ts';
import type { Layer } from './transport.types.ts';

/**
 * Makes an error of every answer that is none of success, and of every failure to get one. JSON is read to its end here, so that an answer
 * that breaks off is retried like one that never came; anything else is passed on as it flows.
 */
export function answerLayer({ now }: Runtime): Layer {
  return (next) => async (request) => {
    const response = await next(request).catch(unanswered(request));
    if (!response.ok && response.status !== 304) throw await apiErrorOf(callOf(request), response, now());
    if (!response.body || !response.headers.get('content-type')?.startsWith('application/json')) return response;
    const { status, statusText, headers } = response;
    return new Response(await response.arrayBuffer().catch(unanswered(request)), { status, statusText, headers });
  };
}

function unanswered(request: Request): (cause: unknown) => never {
  return (cause) => {
    throw new ConnectionError(callOf(request), cause);
  };
}
