import { expectTruth, readAll } from '../faults/search.fixture';
import { BackgroundStage, setBackgroundStage } from './background.stage';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

describe('an hour of which every event is lost', () => {
  let stage: BackgroundStage;

  beforeEach(async () => {
    stage = await setBackgroundStage({ sandbox: { webhooks: {} } });
    await stage.connect();
    await stage.runOnce();
  });

  afterEach(() => stage.close());

  it('is repaired wholly by the next tail, sweep and reading of the directory', async () => {
    const { world, webhooks } = stage.sandbox;
    webhooks.sendTo(`${stage.api.url}/webhooks/leadconnector`);
    webhooks.mischief.always(() => true, { kind: 'drop' });
    const stored = await readAll(stage);
    for (let step = 0; step < 12; step += 1) {
      const [old, recent] = [stored[step * 7], stored.at(-1 - step * 3)];
      if (!old || !recent) throw new Error('The world is too small.');
      world.addMessage({ conversationId: String(old.conversationId), contactId: String(old.contactId), body: `In step ${step}` });
      world.updateMessage(old.id, { status: 'failed' });
      world.deleteMessage(recent.id);
      world.updateContact(String(old.contactId), { firstName: 'Renamed', lastName: `In step ${step}` });
      stage.clock.advance(5 * MINUTE_MS);
      await webhooks.deliverDue();
    }
    expect({ events: webhooks.events.length, deliveries: webhooks.deliveries }).toEqual({ events: 24, deliveries: [] });
    await stage.pass(DAY_MS);
    await stage.runOnce();
    await expectTruth(stage);
  });
});
