import { createSandbox, Sandbox } from '../create-sandbox';
import { ask, askExport, ExportPage } from '../sandbox-client.fixture';
import { MAIN_LOCATION_ID } from '../world/location.entity';

const EXPORT = { path: '/conversations/messages/export' };
let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await createSandbox({ messages: 500, rateLimit: false });
});
afterEach(() => sandbox.close());

const exportUrl = () => `${sandbox.url}/conversations/messages/export?locationId=${MAIN_LOCATION_ID}`;
const headers = { Authorization: 'Bearer pit-sandbox-main', Version: '2021-07-28' };
const cause = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'answered',
    (error: Error) => (error.cause as { code?: string }).code,
  );

describe('scripted faults over HTTP', () => {
  it('status: upstream’s error shape, or the body and headers given; then all is well again', async () => {
    sandbox.faults.next(EXPORT, { kind: 'status', status: 503 });
    sandbox.faults.next(EXPORT, { kind: 'status', status: 429, body: { no: 'shape' }, headers: { 'Retry-After': '7' } });
    const first = await askExport(sandbox.url);
    expect(first.body).toEqual({
      statusCode: 503,
      message: 'Service Unavailable',
      error: 'Service Unavailable',
      traceId: expect.any(String),
    });
    expect(first.headers.get('X-RateLimit-Max')).toBe('1000000');
    const second = await askExport(sandbox.url);
    expect([second.status, second.body, second.headers.get('Retry-After')]).toEqual([429, { no: 'shape' }, '7']);
    expect((await askExport(sandbox.url)).status).toBe(200);
    expect(sandbox.requests.map(({ status }) => status)).toEqual([503, 429, 200]);
  });

  it('reset: the connection ends without an answer', async () => {
    sandbox.faults.next(EXPORT, { kind: 'reset' });
    expect(await cause(askExport(sandbox.url))).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
    expect(sandbox.requests.map(({ status }) => status)).toEqual([0]);
  });

  it('hang: no answer until the sandbox closes, which takes no waiting', async () => {
    sandbox.faults.always(EXPORT, { kind: 'hang' });
    const hanging = cause(askExport(sandbox.url));
    await expect(Promise.race([hanging, ask(sandbox.url, '/')])).resolves.toMatchObject({ status: 200 });
    await sandbox.close();
    expect(await hanging).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
  });

  it('slow: the right answer later, cut short by closing', async () => {
    sandbox.faults.next(EXPORT, { kind: 'slow', ms: 1 });
    expect((await askExport(sandbox.url)).status).toBe(200);
    sandbox.faults.next(EXPORT, { kind: 'slow', ms: 3_600_000 });
    const slow = cause(askExport(sandbox.url));
    await ask(sandbox.url, '/');
    await sandbox.close();
    expect(await slow).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
  });

  it('truncate: the declared length is never reached', async () => {
    sandbox.faults.next(EXPORT, { kind: 'truncate', bytes: 100 });
    const response = await fetch(exportUrl(), { headers });
    expect(Number(response.headers.get('Content-Length'))).toBeGreaterThan(10_000);
    expect(await cause(response.text())).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
  });

  it('html: a page where JSON was expected', async () => {
    sandbox.faults.next(EXPORT, { kind: 'html', status: 403 });
    const response = await fetch(exportUrl(), { headers });
    expect([response.status, response.headers.get('Content-Type')]).toEqual([403, 'text/html; charset=utf-8']);
    expect(await response.text()).toContain('<html>');
  });

  it('oversize: valid JSON of the size ordered', async () => {
    sandbox.faults.next(EXPORT, { kind: 'oversize', bytes: 3_000_000 });
    const response = await fetch(exportUrl(), { headers });
    const text = await response.text();
    expect(text).toHaveLength(Number(response.headers.get('Content-Length')) - (Buffer.byteLength(text) - text.length));
    expect(Buffer.byteLength(text)).toBe(3_000_000);
    expect((JSON.parse(text) as ExportPage).messages).toHaveLength(100);
  });

  it('rewrite: any change of the answer, on a copy', async () => {
    const truth = (await askExport(sandbox.url)).body;
    sandbox.faults.next(EXPORT, {
      kind: 'rewrite',
      with: (body: ExportPage) => {
        Object.assign(body.messages[0] ?? {}, { id: 'rewritten' });
        return { ...body, messages: body.messages.slice(0, 1) };
      },
    });
    const rewritten = [{ ...truth.messages[0], id: 'rewritten' }];
    expect((await askExport(sandbox.url)).body).toMatchObject({ messages: rewritten, nextCursor: expect.any(String) });
    expect((await askExport(sandbox.url)).body.messages).toEqual(truth.messages);
  });

  it('strikes answers that are errors anyway, too', async () => {
    sandbox.faults.next({}, { kind: 'rewrite', with: (body) => ({ ...body, message: 'rewritten' }) });
    expect((await ask(sandbox.url, '/contacts/nope')).body).toMatchObject({ statusCode: 404, message: 'rewritten' });
  });

  it('dead-cursor: as if two minutes had passed', async () => {
    sandbox.faults.next({ ...EXPORT, nth: 2 }, { kind: 'dead-cursor' });
    const { body } = await askExport(sandbox.url);
    const dead = await askExport(sandbox.url, { cursor: body.nextCursor ?? '' });
    expect(dead.body).toEqual({ statusCode: 400, message: 'Cursor has expired', error: 'Bad Request', traceId: expect.any(String) });
  });

  it('strikes after authentication unless told to strike before', async () => {
    const anonymous = { headers: { Authorization: undefined } };
    sandbox.faults.always({}, { kind: 'status', status: 502 });
    expect((await ask(sandbox.url, EXPORT.path, {}, anonymous)).status).toBe(401);
    sandbox.faults.next({}, { kind: 'status', status: 500, beforeAuth: true });
    expect((await ask(sandbox.url, EXPORT.path, {}, anonymous)).status).toBe(500);
    sandbox.faults.next({}, { kind: 'slow', ms: 1, beforeAuth: true });
    expect((await ask(sandbox.url, EXPORT.path, {}, anonymous)).status).toBe(401);
  });
});

describe('random faults', () => {
  it('come at their rates, in an order fixed by the seed', async () => {
    const rates = { tooManyRequests: 0.2, serverError: 0.2, repeatedRows: 0.2 };
    const run = async () => {
      const faulty = await createSandbox({ messages: 200, rateLimit: false, faultRate: rates });
      const outcomes: string[] = [];
      for (let i = 0; i < 100; i++) {
        const { status, body } = await askExport(faulty.url, { limit: 10 });
        outcomes.push(status === 200 ? `${body.messages.length} rows` : String(status));
      }
      await faulty.close();
      return outcomes;
    };
    const outcomes = await run();
    expect(await run()).toEqual(outcomes);
    expect([...new Set(outcomes)].sort()).toEqual(['10 rows', '13 rows', '429', '500', '502', '503']);
    expect(outcomes.filter((outcome) => outcome === '10 rows').length).toBeGreaterThan(25);
  });
});
