import { Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { isLeadConnectorError } from '../errors';
import { Layer, RawResponse, Send, TransportRequest } from './transport.types';

/**
 * Makes each exchange a span of the trace that is active, and sends that on in `traceparent` (W3C Trace Context), whether spans are kept or
 * not. A span names the endpoint, never a query, a header or a body. Without an active trace nothing is sent.
 */
export function traceLayer(baseUrl: string): Layer<RawResponse> {
  const serverAddress = new URL(baseUrl).hostname;
  return (next) => (request) => {
    const { method, path } = request;
    const span = trace.getTracer('leadconnector').startSpan(`${method} ${path}`, {
      kind: SpanKind.CLIENT,
      attributes: { 'http.request.method': method, 'url.template': path, 'server.address': serverAddress },
    });
    const traceparent = traceparentOf(span);
    const traced = traceparent === null ? request : { ...request, headers: { ...request.headers, traceparent } };
    return span.isRecording() ? recorded(span, traced, next) : next(traced);
  };
}

async function recorded(span: Span, request: TransportRequest, next: Send<RawResponse>): Promise<RawResponse> {
  try {
    const response = await next(request);
    span.setAttribute('http.response.status_code', response.status);
    if (response.status >= 400) span.setStatus({ code: SpanStatusCode.ERROR });
    return response;
  } catch (error) {
    span.setAttribute('error.type', isLeadConnectorError(error) ? error.code : 'unknown').setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** Null outside of any trace: all zeros are no trace. */
function traceparentOf(span: Span): string | null {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return /^0+$/.test(traceId) ? null : `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
}
