import { FailureContext } from '../errors';
import { redact } from '../policy/redact';
import { decode } from './answer.json';
import { RawResponse } from './transport.types';

/** An error body is small; more than this is a page of some proxy. */
const MAX_ERROR_BODY_BYTES = 64 * 1024;
const MAX_MESSAGES = 50;

/**
 * What upstream says about a failure: `{statusCode, message: string | string[], error, traceId}`, or as OAuth does `{error, error_description}`;
 * nothing if it says it otherwise.
 */
export function upstreamWords({ body }: RawResponse, token: string): FailureContext {
  const parsed = body.length <= MAX_ERROR_BODY_BYTES ? tryParse(decode(body)) : null;
  if (typeof parsed !== 'object' || parsed === null) return {};
  const { message, error, error_description } = parsed as { message?: unknown; error?: unknown; error_description?: unknown };
  const said = (Array.isArray(message) ? (message as unknown[]) : [message ?? error, error_description]).filter(
    (text) => typeof text === 'string',
  );
  return { messages: said.slice(0, MAX_MESSAGES).map((text) => redact(text, token)), traceId: traceIdOf(parsed) };
}

/** The `traceId` of an answer, of any status. */
export function traceIdOf(json: unknown): string | null {
  const traceId = typeof json === 'object' && json !== null && 'traceId' in json ? json.traceId : null;
  return typeof traceId === 'string' && traceId.length <= 200 ? traceId : null;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
