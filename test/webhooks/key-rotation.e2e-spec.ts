import { Client } from 'pg';
import { MAIN_TOKEN, SigningKey } from '../../apps/sandbox/src/create-sandbox';
import { startTestApi, TestApi } from '../harness/test-api';
import { LOCATION, post, setWebhookStage, WEBHOOK, WebhookStage } from './stage.fixture';

const OLD = new SigningKey('1');
const NEW = new SigningKey('the one after');
const EVENTS_A_PHASE = 40;

describe('the key that events are signed with', () => {
  let stage: WebhookStage;
  const others: TestApi[] = [];

  beforeEach(async () => {
    stage = await setWebhookStage();
    // From now on the location is ours.
    await stage.shown('any');
  });

  afterEach(async () => {
    await Promise.all(others.splice(0).map((api) => api.close()));
    await stage.close();
  });

  const startKnowing = async (...keys: readonly SigningKey[]): Promise<TestApi> => {
    const environment = { WEBHOOK_PUBLIC_KEYS: keys.map(({ publicKey }) => publicKey).join(',') };
    const api = await startTestApi({ databaseUrl: stage.databaseUrl, upstreamUrl: stage.sandbox.url, token: MAIN_TOKEN, environment });
    others.push(api);
    return api;
  };
  let sent = 0;
  /** Events to these processes by turns, signed with these keys by turns, several on the wire at once. @returns the statuses they got */
  const send = async (apis: readonly Pick<TestApi, 'url'>[], keys: readonly SigningKey[]): Promise<ReadonlySet<number>> => {
    const answers = Array.from({ length: EVENTS_A_PHASE }, (_, index) => {
      const key = keys[index % keys.length] ?? OLD;
      const timestamp = new Date().toISOString();
      sent += 1;
      const event = { type: 'InboundMessage', locationId: LOCATION, messageId: `msg${sent}`, userId: 'ann', webhookId: `event${sent}` };
      const body = Buffer.from(JSON.stringify({ ...event, timestamp }));
      const { url } = apis[index % apis.length] ?? stage.api;
      return post(url + WEBHOOK, body, { 'content-type': 'application/json', 'x-ghl-signature': key.sign(body) });
    });
    return new Set((await Promise.all(answers)).map(({ status }) => status));
  };
  /** Of how many messages an event is evidence. */
  const told = async (): Promise<unknown> => {
    const client = new Client({ connectionString: stage.databaseUrl });
    await client.connect();
    const { rows } = await client.query<{ count: number }>('select count(distinct message_id)::integer as count from event_evidence');
    await client.end();
    return rows[0]?.count;
  };

  it('is exchanged under traffic, process by process, and nothing is refused or lost', async () => {
    expect(await send([stage.api], [OLD])).toEqual(new Set([200]));
    // The new key is made known beside the old one, process by process, while the old one still signs.
    const overlapping = [await startKnowing(OLD, NEW), await startKnowing(NEW, OLD)];
    expect(await send([stage.api, ...overlapping], [OLD])).toEqual(new Set([200]));
    // The sender goes over to the new one; what is repeated of before is signed with the old one.
    expect(await send(overlapping, [OLD, NEW])).toEqual(new Set([200]));
    expect(await send(overlapping, [NEW])).toEqual(new Set([200]));
    // The old one is taken away.
    const last = await startKnowing(NEW);
    expect(await send([last, ...overlapping], [NEW])).toEqual(new Set([200]));
    await stage.applied();
    expect(await told()).toBe(sent);
    expect(await send([last], [OLD])).toEqual(new Set([401]));
  });
});
