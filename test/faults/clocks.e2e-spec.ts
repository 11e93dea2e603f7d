import { systemClock } from '../../apps/sandbox/src/create-sandbox';
import { expectTruth, searchPath } from './search.fixture';
import { FaultStage, setStage } from './stage.fixture';

const HOUR_MS = 3_600_000;
const LATEST = { headers: { 'cache-control': 'no-cache' } };

/** Upstream's clock must be the real one here: its answers' Date header is what ours is compared with. */
describe.each([
  ['2 h ahead of', 2 * HOUR_MS],
  ['2 h behind', -2 * HOUR_MS],
])('a clock of ours that is %s upstream', (_, aheadMs) => {
  let stage: FaultStage;

  beforeEach(async () => {
    const anchor = new Date(systemClock.now() - HOUR_MS);
    const stageClock = { now: () => systemClock.now() };
    stage = await setStage({ aheadMs, clock: stageClock, sandbox: { anchor, messages: 300, indexDelayMs: 0 } });
  });

  afterEach(() => stage.close());

  it('promises nothing later than upstream knows, nor later than we do', async () => {
    const before = systemClock.now();
    const { body } = await stage.api.get(searchPath({ limit: '1' }));
    const asOf = Date.parse(body.asOf as string);
    expect(body.complete).toBe(true);
    expect(asOf).toBeLessThanOrEqual(Math.min(systemClock.now(), systemClock.now() + aheadMs) - 60_000);
    expect(asOf).toBeGreaterThan(before + Math.min(0, aheadMs) - 120_000);
  });

  it('still finds what appears later, in the hours that lie between the clocks too', async () => {
    expect((await stage.api.get(searchPath())).status).toBe(200);
    // More than a page, shown late by upstream, as after an outage of its index; of a time when our clock was past it already, if it's ahead.
    for (let index = 0; index < 600; index += 1) {
      const agoMs = aheadMs < 0 ? (index % 119) * 60_000 : 0;
      stage.sandbox.world.addMessage({ id: `late-${index}`, dateAdded: new Date(systemClock.now() - agoMs).toISOString() });
    }
    const wanted = { type: ['TYPE_CALL', 'TYPE_SMS'], includeContact: false };
    await expectTruth(stage, wanted, LATEST);
  });
});
