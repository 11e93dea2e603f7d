import { SpanContext } from '@opentelemetry/api';

/** A version that is to come may have more fields behind these four (W3C Trace Context, section 4). */
const TRACEPARENT = /^(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;

/** The place in a trace that a `traceparent` header names; null when it names none. */
export function parseTraceparent(header: unknown): SpanContext | null {
  const [, version, traceId, spanId, flags, more] = (typeof header === 'string' && TRACEPARENT.exec(header)) || [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  if (version === '00' && more !== undefined) return null;
  // Of the flags only the first, sampled, is passed on: the others aren't ours to promise.
  return { traceId, spanId, traceFlags: parseInt(flags, 16) & 1, isRemote: true };
}
