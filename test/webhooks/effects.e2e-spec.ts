import { BackgroundLoop } from '@app/messages';
import { randomBytes } from 'node:crypto';
import { MAIN_TOKEN, OTHER_LOCATION_ID } from '../../apps/sandbox/src/create-sandbox';
import { ADMIN_TOKEN, LOCATION, setWebhookStage, WebhookStage } from './stage.fixture';

const ANSWERED = { type: 1, messageType: 'TYPE_CALL', status: 'completed', meta: { call: { duration: 53, status: 'completed' } } };
const MINUTE_MS = 60_000;

describe('what events do', () => {
  let stage: WebhookStage;
  let conversations = 0;

  beforeEach(async () => {
    stage = await setWebhookStage({ environment: { ENCRYPTION_KEYS: randomBytes(32).toString('base64'), BACKGROUND_SYNC: 'off' } });
    // From now on the location is ours.
    await stage.shown('any');
  });

  afterEach(() => stage.close());

  const add = (given: object = {}) =>
    stage.sandbox.world.addMessage({ ...ANSWERED, conversationId: `cnv-${(conversations += 1)}`, ...given });

  const connect = async () => {
    const put = await fetch(`${stage.api.url}/locations/${LOCATION}/connection`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ type: 'private-integration', token: MAIN_TOKEN }),
    });
    expect(put.status).toBeLessThan(300);
  };

  it('gives an answered call its user, which no other source has, before or after the call is walked', async () => {
    const before = add();
    await stage.deliver();
    const after = add();
    // Walked, and shown without its user.
    expect(await stage.shown(after.id)).toMatchObject({ userId: null, userIdSource: 'none' });
    await stage.deliver();
    for (const { id } of [before, after])
      expect(await stage.shown(id)).toMatchObject({ userId: stage.sandbox.webhooks.answeredBy.get(id), userIdSource: 'webhook' });
  });

  it('shows the names of a contact as its event told them, at once', async () => {
    const { id, contactId = '' } = add();
    await stage.shown(id);
    stage.sandbox.world.updateContact(contactId, { firstName: 'Grace', lastName: 'Hopper', phone: '+15550001111' });
    await stage.deliver();
    expect(await stage.shown(id)).toMatchObject({ fullName: 'Grace Hopper', contactName: 'Grace Hopper', phone: '+15550001111' });
    stage.sandbox.world.deleteContact(contactId);
    await stage.deliver();
    expect(await stage.shown(id)).toMatchObject({ fullName: null, contactName: null, email: null, phone: null, companyName: null });
  });

  it('leaves the right state when events are repeated, come out of order and are replayed', async () => {
    const { mischief, events } = stage.sandbox.webhooks;
    mischief.always(() => true, { kind: 'repeat', times: 2 });
    const { id, contactId = '' } = add();
    for (const firstName of ['One', 'Two', 'Three']) {
      // Each a millisecond later at least, as they would be.
      await new Promise((resolve) => setTimeout(resolve, 2));
      mischief.next(({ type }) => type === 'ContactUpdate', { kind: 'reorder' });
      stage.sandbox.world.updateContact(contactId, { firstName, lastName: undefined });
    }
    await stage.deliver();
    for (const event of [...events].reverse()) await stage.send(event.body, { 'x-ghl-signature': event.signature });
    await stage.applied();
    expect(await stage.shown(id)).toMatchObject({
      ...{ fullName: 'Three', userId: stage.sandbox.webhooks.answeredBy.get(id), userIdSource: 'webhook' },
    });
  });

  it('believes nothing that is forged', async () => {
    stage.sandbox.webhooks.mischief.always(() => true, { kind: 'forge' });
    const { id, contactId = '' } = add();
    stage.sandbox.world.updateContact(contactId, { firstName: 'True' });
    await stage.deliver();
    const statuses = stage.sandbox.webhooks.deliveries.map(({ event, status }) => `${event.isForged} ${status}`);
    expect([...new Set(statuses)].sort()).toEqual(['false 200', 'true 401']);
    expect(await stage.shown(id)).toMatchObject({ fullName: 'True', userId: stage.sandbox.webhooks.answeredBy.get(id) });
  });

  it('takes a genuine event that is two hours old for a hint', async () => {
    const { id } = add();
    await stage.shown(id);
    const timestamp = new Date(Date.now() - 120 * MINUTE_MS).toISOString();
    const answer = await stage.send({
      type: 'InboundMessage',
      locationId: LOCATION,
      messageId: id,
      userId: 'ann',
      webhookId: 'old',
      timestamp,
    });
    await stage.applied();
    expect([answer.body.status, await stage.shown(id)]).toEqual([
      'stored',
      expect.objectContaining({ userId: null, userIdSource: 'none' }),
    ]);
  });

  it('ends the connection of a location where the app is uninstalled', async () => {
    await connect();
    const uninstall = async () => {
      stage.sandbox.webhooks.emit('UNINSTALL', LOCATION, { appId: 'app' });
      await stage.deliver();
      return (await stage.ask(`/locations/${LOCATION}/connection`)).status;
    };
    expect(await uninstall()).toBe(404);
  });

  it('keeps events of a location from the moment on that it is connected', async () => {
    stage.sandbox.world.addMessage({ ...ANSWERED, locationId: OTHER_LOCATION_ID });
    await stage.deliver();
    expect((await stage.ask('/webhooks/inbox')).body).toMatchObject({ waiting: 0, dead: 0 });
    expect(stage.sandbox.webhooks.deliveries.map(({ status }) => status)).toEqual([200]);
  });

  describe('of a conversation that is called deleted', () => {
    const CONVERSATION = 'called-deleted';
    let messages: string[];
    let before: string[];
    let since: string;

    const work = () => stage.api.app.get(BackgroundLoop).runOnce();
    const found = async () => {
      const types = [...new Set([...stage.sandbox.world.messages.values()].map(({ messageType }) => messageType))];
      const query = new URLSearchParams({ locationId: LOCATION, type: types.join(), limit: '1000' });
      const { body } = await stage.api.get(`/messages/search?${query.toString()}`);
      return (body.messages.messages as { id: string }[]).map(({ id }) => id);
    };
    const changes = async () => {
      const { body } = await stage.api.get(`/messages/changes?locationId=${LOCATION}&since=${since}`);
      since = body.next as string;
      return (body.changes as { action: string; id: string; message: unknown }[]).sort((a, b) => (a.id < b.id ? -1 : 1));
    };
    /** What upstream was asked for by its id. */
    const askedById = () => stage.sandbox.requests.map(({ path }) => path).filter(isReadById);
    const isReadById = (path: string) => /^\/conversations\/(?!search$|messages\/export$)/.test(path);

    beforeEach(async () => {
      await connect();
      messages = [1, 2, 3].map(() => add({ conversationId: CONVERSATION }).id).sort();
      await stage.deliver();
      await work();
      before = await found();
      expect(before).toEqual(expect.arrayContaining(messages));
      since = 'now';
      await changes();
      stage.sandbox.clearRequests();
    });

    it('takes its messages out of the search, and tells of each in the changes, and of no other', async () => {
      stage.sandbox.world.deleteConversation(CONVERSATION);
      await stage.deliver();
      await work();
      expect(await found()).toEqual(before.filter((id) => !messages.includes(id)));
      expect(await changes()).toEqual(messages.map((id) => ({ action: 'deleted', id, message: null, dateDeleted: expect.any(String) })));
    });

    it('deletes nothing while upstream has it, and asks for nothing else', async () => {
      stage.sandbox.webhooks.emit('ConversationUnreadUpdate', LOCATION, { id: CONVERSATION, deleted: true });
      await stage.deliver();
      await work();
      expect([await found(), await changes(), askedById()]).toEqual([before, [], [`/conversations/${CONVERSATION}`]]);
    });

    it('deletes nothing on the word of an upstream that knows nothing by its id, and does not ask on and on', async () => {
      stage.sandbox.faults.always(({ path }) => isReadById(path), { kind: 'status', status: 404 });
      stage.sandbox.webhooks.emit('ConversationUnreadUpdate', LOCATION, { id: CONVERSATION, deleted: true });
      await stage.deliver();
      await work();
      expect([await found(), await changes(), askedById().length]).toEqual([before, [], 2]);
      await work();
      expect(askedById().length).toBe(2);
    });
  });
});
