import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { LeadConnectorError } from '../errors';
import { aRequest, aResponse } from '../testing/request.fixture';
import { traceLayer } from './trace.layer';
import { RawResponse, TransportRequest } from './transport.types';

const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
const ACTIVE = trace.setSpanContext(ROOT_CONTEXT, { traceId: TRACE_ID, spanId: '00f067aa0ba902b7', traceFlags: 1 });
const REQUEST = aRequest({ method: 'GET', path: '/things/{id}', target: '/things/17?secret=1' });

describe('traceLayer', () => {
  const sent = async (answer: () => Promise<RawResponse> = () => Promise.resolve(aResponse())) => {
    let reached: TransportRequest | null = null;
    const send = traceLayer('https://upstream.example:444/api')((request) => ((reached = request), answer()));
    await context.with(ACTIVE, () => send(REQUEST)).catch(() => undefined);
    return (reached as TransportRequest | null)?.headers;
  };

  beforeAll(() => void context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable()));
  afterAll(() => context.disable());

  it('sends the active trace on, though nobody records spans', async () => {
    expect(await sent()).toEqual({ traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` });
  });

  it('sends nothing outside of any trace', async () => {
    let headers: object | null = null;
    await traceLayer('http://upstream')((request) => ((headers = request.headers), Promise.resolve(aResponse())))(REQUEST);
    expect(headers).toEqual({});
  });

  describe('where spans are recorded', () => {
    const exporter = new InMemorySpanExporter();
    beforeAll(() => {
      const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
      trace.setGlobalTracerProvider(provider);
    });
    beforeEach(() => exporter.reset());
    afterAll(() => trace.disable());

    it('makes a span of each exchange, which upstream is told, and that names the endpoint without its query', async () => {
      const headers = await sent(() => Promise.resolve(aResponse({ status: 503 })));
      const [span] = exporter.getFinishedSpans();
      expect(span?.spanContext().traceId).toBe(TRACE_ID);
      expect(headers).toEqual({ traceparent: `00-${TRACE_ID}-${span?.spanContext().spanId}-01` });
      expect({ name: span?.name, status: span?.status, attributes: span?.attributes }).toEqual({
        name: 'GET /things/{id}',
        status: { code: 2 },
        attributes: {
          'http.request.method': 'GET',
          'url.template': '/things/{id}',
          'server.address': 'upstream.example',
          'http.response.status_code': 503,
        },
      });
    });

    it('names the error of an exchange that has no answer', async () => {
      await sent(() => Promise.reject(new LeadConnectorError({ code: 'timeout', phase: 'response' }, REQUEST)));
      expect(exporter.getFinishedSpans()[0]?.attributes['error.type']).toBe('timeout');
    });
  });
});
