import { Context, ROOT_CONTEXT, Span, SpanContext, SpanKind, trace } from '@opentelemetry/api';
import { randomBytes } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { parseTraceparent } from './trace-parent';

/** A request's place in its trace. Its span records only where spans are exported. */
export interface RequestTrace {
  /** 32 hexadecimal digits. */
  readonly traceId: string;
  readonly span: Span;
  readonly context: Context;
}

const TRACES = new WeakMap<IncomingMessage, RequestTrace>();

/** Goes on with the caller's trace, or begins one. */
export function beginTrace(request: IncomingMessage): RequestTrace {
  const caller = parseTraceparent(request.headers.traceparent);
  const parent = caller ? trace.setSpanContext(ROOT_CONTEXT, caller) : ROOT_CONTEXT;
  const { method = '', url } = request;
  const options = { kind: SpanKind.SERVER, attributes: { 'http.request.method': method } };
  // Probes come every few seconds, from everywhere, and tell nothing.
  const started = url?.startsWith('/health/') ? null : trace.getTracer('api').startSpan(method, options, parent);
  const span = started && isNew(started, caller) ? started : unrecorded(caller);
  const { traceId } = span.spanContext();
  const begun = { traceId, span, context: trace.setSpan(ROOT_CONTEXT, span) };
  TRACES.set(request, begun);
  return begun;
}

/** The trace that was begun for the request. */
export function traceOf({ raw }: { readonly raw: IncomingMessage }): RequestTrace {
  return TRACES.get(raw) ?? beginTrace(raw);
}

/** Without an exporter a span is the caller's place itself, or none. */
function isNew(span: Span, caller: SpanContext | null): boolean {
  return trace.isSpanContextValid(span.spanContext()) && span.spanContext().spanId !== caller?.spanId;
}

function unrecorded(caller: SpanContext | null): Span {
  return trace.wrapSpanContext({ ...(caller ?? { traceId: randomId(16), traceFlags: 0 }), spanId: randomId(8), isRemote: false });
}

/** Never all zeros, which would be no id. */
function randomId(bytes: number): string {
  const id = randomBytes(bytes).toString('hex');
  return /^0+$/.test(id) ? randomId(bytes) : id;
}
