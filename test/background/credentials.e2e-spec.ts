import { LOCATION } from '../faults/stage.fixture';
import { expectTruth } from '../faults/search.fixture';
import { BackgroundStage, setBackgroundStage } from './background.stage';

const TOKEN = 'pit-of-the-connection';
const HOUR_MS = 3_600_000;
const LONGEST_BACK_OFF_MS = 900_000;

describe('the background sync and its credential', () => {
  let stage: BackgroundStage;
  const background = async () => ((await stage.sync()).body as { background: Record<string, unknown> }).background;
  const connectWith = (token: string) => {
    stage.sandbox.world.addToken({ token, locationIds: [LOCATION] });
    return stage.connect(LOCATION, token);
  };
  const asked = () => stage.sandbox.requests.length;

  beforeEach(async () => {
    stage = await setBackgroundStage();
    await connectWith(TOKEN);
  });

  afterEach(() => stage.close());

  it('gives a location up whose token is revoked, without hammering upstream, until there is another', async () => {
    await stage.runOnce();
    stage.sandbox.world.revokeToken(TOKEN);
    for (let round = 0; round < 4; round += 1) {
      await stage.pass(LONGEST_BACK_OFF_MS);
      await stage.runOnce();
    }
    expect(await background()).toMatchObject({ state: 'needs-reauthorization', nextTailAt: null });
    stage.sandbox.clearRequests();
    await stage.pass(HOUR_MS);
    await stage.runOnce();
    expect(asked()).toBe(0);
    stage.sandbox.world.addMessage({ body: 'meanwhile' });
    stage.clock.advance(120_000);
    await connectWith('pit-of-tomorrow');
    await stage.runOnce();
    expect(await background()).toMatchObject({ state: 'idle', lastErrorCode: null });
    await expectTruth(stage);
  });

  it('does not try a token again that may not read the location', async () => {
    await stage.runOnce();
    stage.sandbox.faults.next({ path: '/conversations/messages/export' }, { kind: 'status', status: 403 });
    await stage.pass(HOUR_MS);
    await stage.runOnce();
    expect(await background()).toMatchObject({ state: 'needs-reauthorization', lastErrorCode: 'forbidden' });
    stage.sandbox.clearRequests();
    await stage.pass(24 * HOUR_MS);
    await stage.runOnce();
    expect(asked()).toBe(0);
    await connectWith('pit-with-more-rights');
    await stage.runOnce();
    expect(await background()).toMatchObject({ state: 'idle' });
  });

  it('survives a single refusal', async () => {
    await stage.runOnce();
    stage.sandbox.faults.next({ path: '/conversations/messages/export' }, { kind: 'status', status: 401 });
    await stage.pass(HOUR_MS);
    await stage.runOnce();
    expect(await background()).toMatchObject({ state: 'failing', lastErrorCode: 'unauthorized' });
    await stage.pass(HOUR_MS);
    await stage.runOnce();
    expect(await background()).toMatchObject({ state: 'idle', lastErrorCode: null });
  });

  it('stops when the connection is deleted', async () => {
    await stage.runOnce();
    await stage.operate('DELETE', `/locations/${LOCATION}/connection`);
    stage.sandbox.clearRequests();
    await stage.pass(HOUR_MS);
    await stage.runOnce();
    expect(asked()).toBe(0);
    expect(await background()).toBeNull();
  });
});
