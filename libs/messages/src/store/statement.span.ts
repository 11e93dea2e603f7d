import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';

/**
 * Runs a statement as a span of the trace that is being recorded, if one is: what runs in the background by itself makes none. A span has
 * the statement's name; neither its text nor a value.
 */
export async function asSpan<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  if (!trace.getActiveSpan()?.isRecording()) return run();
  const span = trace.getTracer('messages').startSpan(name, {
    kind: SpanKind.CLIENT,
    attributes: { 'db.system.name': 'postgresql', 'db.query.summary': name },
  });
  try {
    return await run();
  } catch (error) {
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}
