import { MAIN_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { searchPath } from '../faults/search.fixture';
import { LOCATION } from '../faults/stage.fixture';
import { Collector, startCollector } from './collector';
import { ProcessStage, startProcessStage } from './process.stage';

const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const SECRET = 'planted-filter-value';

describe('Traces', () => {
  let collector: Collector;
  let stage: ProcessStage;

  beforeAll(async () => {
    collector = await startCollector();
    stage = await startProcessStage({
      environment: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_BSP_SCHEDULE_DELAY: '50',
        OTEL_SERVICE_NAME: 'messages-under-test',
      },
    });
  });

  afterAll(async () => {
    await stage.close();
    await collector.close();
  });

  const spansOf = (traceId: string) => collector.spans.filter((span) => span.traceId === traceId);

  it('hold what one search does: itself, its statements and its calls to LeadConnector, under the id that its answer names', async () => {
    const { status, body, headers } = await stage.api.get(searchPath({ includeContact: 'true', userId: SECRET }));
    expect({ status, header: headers.get('x-trace-id') }).toEqual({ status: 200, header: body.traceId });
    const { traceId } = body as { traceId: string };
    await collector.until((spans) => spans.some((span) => span.traceId === traceId && span.kind === 2));
    const [server] = spansOf(traceId).filter(({ kind }) => kind === 2);
    expect(server).toMatchObject({
      name: 'GET /messages/search',
      attributes: { 'http.request.method': 'GET', 'http.route': '/messages/search', 'http.response.status_code': 200 },
    });
    const inner = spansOf(traceId).filter((span) => span !== server);
    expect(new Set(inner.map(({ parentSpanId }) => parentSpanId))).toEqual(new Set([server?.spanId]));
    const names = new Set(inner.map(({ name }) => name));
    expect(names).toContain('GET /conversations/messages/export');
    expect(names).toContain('GET /conversations/search');
    // By both drivers: what a search needs to know, what a walk writes, and the page itself.
    for (const name of ['coverage.read', 'lease.acquire']) expect(names).toContain(name);
    expect([...names].filter((name) => name.startsWith('messages.'))).not.toEqual([]);
  });

  it('go on with the trace of a caller that names one, a body read or not', async () => {
    const headers = { traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01` };
    const { body } = await stage.api.get(searchPath(), { headers });
    expect(body.traceId).toBe(CALLER.traceId);
    const posted = await fetch(`${stage.api.url}/messages/search`, {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${MAIN_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ locationId: LOCATION, type: 'TYPE_SMS' }),
    });
    expect(((await posted.json()) as { traceId: string }).traceId).toBe(CALLER.traceId);
    await collector.until(() => spansOf(CALLER.traceId).filter(({ kind }) => kind === 2).length === 2);
    const servers = spansOf(CALLER.traceId).filter(({ kind }) => kind === 2);
    expect(servers.map(({ name, parentSpanId }) => ({ name, parentSpanId }))).toEqual([
      { name: 'GET /messages/search', parentSpanId: CALLER.spanId },
      { name: 'POST /messages/search', parentSpanId: CALLER.spanId },
    ]);
    for (const { spanId } of servers) expect(spansOf(CALLER.traceId).some(({ parentSpanId }) => parentSpanId === spanId)).toBe(true);
  });

  it('hold no token, no value of a query, no id in a path, and nothing of probes', async () => {
    const { body } = await stage.api.get(`/conversations/messages/${SECRET}`, { headers: { 'x-location-id': LOCATION } });
    await collector.until(() => spansOf(body.traceId as string).some(({ kind }) => kind === 2));
    const sent = collector.bodies.join('\n');
    for (const secret of [MAIN_TOKEN, SECRET, LOCATION, '+1555']) expect(sent).not.toContain(secret);
    expect(sent).toContain('messages-under-test');
    expect(collector.spans.filter(({ name }) => name.includes('/health/') || name === 'store.check')).toEqual([]);
  });
});
