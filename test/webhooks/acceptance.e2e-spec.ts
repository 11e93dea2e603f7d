import { connect } from 'node:net';
import { generateKeyPairSync, sign } from 'node:crypto';
import { Client } from 'pg';
import { OTHER_LOCATION_ID, SigningKey } from '../../apps/sandbox/src/create-sandbox';
import { readContract } from '../contract/contract';
import { sendRaw } from '../faults/raw-http.fixture';
import { ADMIN_TOKEN, LOCATION, RawAnswer, setWebhookStage, WEBHOOK, WebhookStage } from './stage.fixture';

const MEBIBYTE = 1024 * 1024;
const RSA = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ROTATED = new SigningKey('rotated');

describe('taking events', () => {
  const contract = readContract();
  let stage: WebhookStage;

  beforeAll(async () => {
    const keys = RSA.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    const sandboxKey = new SigningKey('1').publicKey;
    stage = await setWebhookStage({
      environment: { WEBHOOK_RSA_PUBLIC_KEYS: keys, WEBHOOK_PUBLIC_KEYS: `${sandboxKey},${ROTATED.publicKey}` },
    });
    // From now on the location is ours.
    await stage.shown('any');
  });

  afterAll(() => stage.close());

  let events = 0;
  const anEvent = (given: object = {}) => ({
    ...{ type: 'InboundMessage', locationId: LOCATION, messageId: 'nothing', timestamp: new Date().toISOString() },
    ...{ webhookId: `accept-${(events += 1)}`, ...given },
  });
  const bytes = (given: object = {}) => Buffer.from(JSON.stringify(anEvent(given)));
  const kept = async () => {
    const client = new Client({ connectionString: stage.databaseUrl });
    await client.connect();
    const { rows } = await client.query('select count(*)::integer as count from webhook_events');
    await client.end();
    return (rows[0] as { count: number }).count;
  };
  const expectKept = (answer: RawAnswer, status: number) => {
    const asAnswer = { ...answer, headers: new Headers(answer.headers as Record<string, string>) };
    const faults = contract.faultsOf(`post ${WEBHOOK}`, asAnswer);
    expect({ status: answer.status, body: answer.body, faults }).toEqual({ status, body: answer.body, faults: [] });
  };

  it('answers 200 to what is signed, and says whether it is known', async () => {
    const body = bytes();
    const first = await stage.send(body);
    expectKept(first, 200);
    expect(first.body).toEqual({ status: 'stored', traceId: expect.any(String) });
    expect((await stage.send(body)).body).toEqual({ status: 'known', traceId: expect.any(String) });
  });

  it('keeps nothing of a location that is not ours, and acknowledges it', async () => {
    const before = await kept();
    const answer = await stage.send(anEvent({ locationId: OTHER_LOCATION_ID, userId: 'ann' }));
    expect({ body: answer.body, kept: await kept() }).toEqual({ body: { status: 'ignored', traceId: expect.any(String) }, kept: before });
  });

  it.each([
    ['without a signature', () => ({ 'x-ghl-signature': undefined })],
    ['with an empty one', () => ({ 'x-ghl-signature': '' })],
    ['with one over other bytes', () => ({ 'x-ghl-signature': stage.sandbox.webhooks.sign(Buffer.from('{}')) })],
    ['with one by another key', () => ({ 'x-ghl-signature': new SigningKey('another').sign(Buffer.from('{}')) })],
    ['with two', () => ({ 'x-ghl-signature': [stage.sandbox.webhooks.sign(BODY), stage.sandbox.webhooks.sign(BODY)] })],
    ['with one of RSA that does not hold', () => ({ 'x-ghl-signature': undefined, 'x-wh-signature': 'AAAA' })],
    [
      'with a good one of RSA beside a bad one',
      () => ({
        'x-ghl-signature': new SigningKey('another').sign(BODY),
        'x-wh-signature': sign('RSA-SHA256', BODY, RSA.privateKey).toString('base64'),
      }),
    ],
  ])('refuses what comes %s', async (_, headers) => {
    const before = await kept();
    const answer = await stage.send(BODY, headers());
    expectKept(answer, 401);
    expect(answer.body).toMatchObject({ statusCode: 401, error: 'Unauthorized', message: 'The signature is missing or does not hold.' });
    expect(await kept()).toBe(before);
  });
  const BODY = Buffer.from(JSON.stringify({ type: 'InboundMessage', locationId: LOCATION, webhookId: 'never', timestamp: '2026-01-01' }));

  it('takes the older signature where there are keys for it', async () => {
    const body = bytes();
    const signature = sign('RSA-SHA256', body, RSA.privateKey).toString('base64');
    expect((await stage.send(body, { 'x-ghl-signature': undefined, 'x-wh-signature': signature })).status).toBe(200);
  });

  it('takes what either key has signed while keys are changed over', async () => {
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, index) => {
        const body = bytes();
        return stage.send(body, index % 2 === 0 ? {} : { 'x-ghl-signature': ROTATED.sign(body) });
      }),
    );
    expect(answers.map(({ body }) => body.status)).toEqual(answers.map(() => 'stored'));
  });

  it.each([
    ['none', undefined],
    ['text', 'text/plain'],
    ['a form', 'application/x-www-form-urlencoded'],
    ['one that is no content type', ';;;'],
    ['JSON in another encoding', 'application/json; charset=utf-16'],
  ])('looks at no content type: %s', async (_, type) => {
    expect((await stage.send(bytes(), { 'content-type': type })).body.status).toBe('stored');
  });

  it('takes 1 MiB, and not a byte more', async () => {
    const padded = (length: number) => {
      const start = JSON.stringify(anEvent({ body: '' })).slice(0, -2);
      return Buffer.from(`${start}${'x'.repeat(length - start.length - 2)}"}`);
    };
    expect((await stage.send(padded(MEBIBYTE))).status).toBe(200);
    const answer = await stage.send(padded(MEBIBYTE + 1));
    expectKept(answer, 413);
  });

  it('keeps what is signed and not understood, for an operator', async () => {
    const unreadable = Buffer.from('{"type":');
    expect((await stage.send(unreadable)).body.status).toBe('stored');
    const { body } = await stage.ask('/webhooks/dead-letters');
    expect(body.deadLetters).toMatchObject([{ locationId: null, reason: 'not JSON', body: '{"type":', bodyBytes: 8 }]);
    expect((await stage.ask(`/webhooks/dead-letters/${body.deadLetters[0].id as string}`, 'DELETE')).status).toBe(204);
  });

  it('answers no request with a 5xx, however it is broken', async () => {
    const signature = stage.sandbox.webhooks.sign(Buffer.from('{}'));
    const start = `POST ${WEBHOOK} HTTP/1.1\r\nHost: api\r\n`;
    const answers = await Promise.all([
      sendRaw(stage.api.url, `${start}X-GHL-Signature: ${'A'.repeat(200_000)}\r\nContent-Length: 0\r\n\r\n`),
      sendRaw(stage.api.url, `${start}X-GHL-Signature: ${signature}\r\nContent-Length: 99\r\nConnection: close\r\n\r\n{}`),
      sendRaw(stage.api.url, `${start}X-GHL-Signature: ${signature}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nZZ\r\n`),
    ]);
    expect(
      answers.map((answer) => /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 'cut off').filter((status) => status.startsWith('5')),
    ).toEqual([]);
    expect((await stage.send(Buffer.alloc(0))).body.status).toBe('stored');
  });

  it('waits for a slow body without keeping others waiting', async () => {
    const body = bytes();
    const slow = slowly(stage, body);
    await slow.begun;
    expect((await stage.send(bytes())).status).toBe(200);
    expect(await slow.finish()).toMatch(/^HTTP\/1\.1 200/);
  });

  it('leaves the other routes as they were: JSON only, 64 KiB', async () => {
    const search = (body: string, type: string) =>
      stage.api.post('/messages/search', body, { headers: { 'content-type': type } }).then(({ status }) => status);
    expect([await search('a=1', 'text/plain'), await search(`{"cursor":"${'x'.repeat(70_000)}"}`, 'application/json')]).toEqual([415, 413]);
  });

  it('lets only an operator see and touch dead letters', async () => {
    for (const path of ['/webhooks/inbox', '/webhooks/dead-letters'])
      expect([(await stage.api.get(path, { token: null })).status, (await stage.api.get(path)).status]).toEqual([401, 401]);
    expect((await stage.ask('/webhooks/dead-letters/1?x=1', 'DELETE')).status).toBe(404);
    expect((await stage.ask('/webhooks/dead-letters/one/replay', 'POST')).body).toMatchObject({ statusCode: 422 });
    expect((await stage.ask('/webhooks/dead-letters/999/replay', 'POST')).body).toMatchObject({
      statusCode: 404,
      message: 'There is no dead letter 999.',
    });
    expect((await stage.ask('/webhooks/dead-letters?limit=0')).status).toBe(422);
    expect((await stage.ask('/webhooks/inbox?x=1')).status).toBe(422);
  });
});

describe('without keys or an operator', () => {
  it('has no webhooks at all', async () => {
    const stage = await setWebhookStage({ environment: { WEBHOOK_PUBLIC_KEYS: '', ADMIN_TOKEN: '' } });
    try {
      const body = Buffer.from('{}');
      expect((await stage.send(body)).body).toMatchObject({ statusCode: 404, error: 'Not Found', message: `Cannot POST ${WEBHOOK}` });
      const answer = await stage.api.get('/webhooks/inbox', { token: ADMIN_TOKEN });
      expect(answer.body).toMatchObject({ statusCode: 404, message: 'Cannot GET /webhooks/inbox' });
    } finally {
      await stage.close();
    }
  });
});

/** Sends all but the last byte; the last when told to. */
function slowly({ api, sandbox }: WebhookStage, body: Buffer): { begun: Promise<void>; finish: () => Promise<string> } {
  const { hostname, port } = new URL(api.url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.on('data', (chunk) => chunks.push(chunk));
  const head = `POST ${WEBHOOK} HTTP/1.1\r\nHost: api\r\nX-GHL-Signature: ${sandbox.webhooks.sign(body)}\r\nContent-Length: ${body.length}\r\n`;
  const begun = new Promise<void>((resolve) =>
    socket.write(Buffer.concat([Buffer.from(`${head}Connection: close\r\n\r\n`), body.subarray(0, -1)]), () => resolve()),
  );
  return {
    begun,
    finish: () => {
      socket.write(body.subarray(-1));
      return new Promise((resolve) => socket.once('close', () => resolve(Buffer.concat(chunks).toString())));
    },
  };
}
