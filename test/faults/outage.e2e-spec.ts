import { createSandbox, Fault, Sandbox } from '../../apps/sandbox/src/create-sandbox';
import { expectError, expectTruth, readAll, searchPath } from './search.fixture';
import { ANCHOR, CIRCUIT_OPEN_MS, FaultStage, LOCATION, setStage } from './stage.fixture';

const MAY = { startAfterDate: '2025-05-01', endDate: '2025-05-31' };
const MAY_TRUTH = {
  type: ['TYPE_CALL', 'TYPE_SMS'],
  includeContact: true,
  after: Date.parse(MAY.startAfterDate),
  upTo: Date.parse(MAY.endDate),
};
const WORLD = { messages: 700, anchor: ANCHOR, rateLimit: false } as const;

describe('upstream wholly down', () => {
  let stage: FaultStage;
  let sandbox: Sandbox;

  beforeEach(async () => {
    stage = await setStage({ sandbox: WORLD });
    sandbox = stage.sandbox;
    await expectTruth(stage, MAY_TRUTH);
    // The verdict on the token is still good, the last tail walk is not.
    stage.clock.advance(45_000);
  });

  afterEach(async () => {
    await sandbox.close();
    await stage.close();
  });

  const restart = async (): Promise<void> => {
    sandbox = await createSandbox({ ...WORLD, otherMessages: 120, clock: stage.clock, port: Number(new URL(stage.sandbox.url).port) });
  };

  /** The circuit may be open, and what still was under way may open it again: whoever minds Retry-After is served. */
  const untilAskedAgain = async (): Promise<void> => {
    while ((await stage.api.get(searchPath())).headers.has('retry-after')) stage.runtime.pass(CIRCUIT_OPEN_MS);
  };

  it('answers a covered window with its age, complete as of then', async () => {
    const { body: fresh } = await stage.api.get(searchPath(MAY), { headers: { 'cache-control': 'max-age=45' } });
    await stage.sandbox.close();
    const { status, body, headers } = await stage.api.get(searchPath(MAY));
    expect({ status, body }).toEqual({ status: 200, body: { ...fresh, traceId: expect.any(String) } });
    expect(body.complete).toBe(true);
    expect(headers.get('age')).toBe('45');
    expect(headers.get('cache-control')).toBe('private, no-cache');
    await readAll(stage, MAY_TRUTH);
  });

  it('answers an uncovered window with 502 and Retry-After, or with what is there to who allows it', async () => {
    await stage.sandbox.close();
    const answer = await stage.api.get(searchPath());
    expectError(answer, 502, 'LeadConnector: GET /conversations/messages/export: network ECONNREFUSED');
    expect(answer.headers.get('retry-after')).toBe('5');
    const partial = await stage.api.get(searchPath({ allowPartial: 'true', includeTotal: 'true' }));
    expect({ status: partial.status, complete: partial.body.complete }).toEqual({ status: 200, complete: false });
    expect(partial.body.total).toBeGreaterThan(0);
  });

  it('answers nothing at all once upstream can no longer be asked about the token', async () => {
    await stage.sandbox.close();
    stage.clock.advance(15_000);
    const answer = await stage.api.get(searchPath({ ...MAY, allowPartial: 'true' }));
    expectError(answer, 502, 'LeadConnector: GET /conversations/messages/export: network ECONNREFUSED');
  });

  it('is live and ready all the while', async () => {
    await stage.sandbox.close();
    await stage.api.get(searchPath());
    for (const probe of ['live', 'ready']) expect((await stage.api.get(`/health/${probe}`)).status).toBe(200);
  });

  it('finds everything again once upstream is back', async () => {
    await stage.sandbox.close();
    expect((await stage.api.get(searchPath())).status).toBe(502);
    await restart();
    sandbox.world.addMessage({ id: 'meanwhile', dateAdded: new Date(stage.clock.now()).toISOString() });
    stage.clock.advance(120_000);
    await untilAskedAgain();
    await expectTruth({ api: stage.api, sandbox });
    expect((await stage.api.get(`/locations/${LOCATION}/sync`)).body).toMatchObject({ complete: true, setAside: 0 });
  });

  it.each<[string, Fault, number]>([
    ['resets every connection', { kind: 'reset', beforeAuth: true }, 502],
    ['answers 503', { kind: 'status', status: 503, beforeAuth: true }, 502],
    ['answers 429', { kind: 'status', status: 429, beforeAuth: true }, 503],
    ['answers with HTML', { kind: 'html', beforeAuth: true }, 502],
  ])('does the same while it %s', async (_, fault, status) => {
    stage.sandbox.faults.always(() => true, fault);
    const covered = await stage.api.get(searchPath(MAY));
    expect({ status: covered.status, complete: covered.body.complete }).toEqual({ status: 200, complete: true });
    expect(covered.headers.get('age')).toBe('45');
    const uncovered = await stage.api.get(searchPath());
    expectError(uncovered, status, expect.stringMatching(/^LeadConnector: GET \/conversations\/messages\/export: /));
    expect(uncovered.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
    stage.sandbox.faults.clear();
    await untilAskedAgain();
    await expectTruth(stage);
  });
});
