import { EventsService } from '@app/messages';
import { once } from 'node:events';
import { connect } from 'node:net';
import { startTcpProxy, TcpProxy } from '../harness/tcp-proxy';
import { LOCATION, setWebhookStage, WEBHOOK, WebhookStage } from './stage.fixture';

describe('when events can not be kept', () => {
  let proxy: TcpProxy;
  let stage: WebhookStage;

  beforeEach(async () => {
    stage = await setWebhookStage({
      databaseUrlOf: async (url) => {
        proxy = await startTcpProxy(url);
        return proxy.url;
      },
    });
    await stage.shown('any');
  });

  afterEach(async () => {
    // What hangs is cut off first, since it would be waited for.
    proxy.cut();
    proxy.pass();
    await stage.close();
    await proxy.close();
  });

  let events = 0;
  const anEvent = () => ({
    ...{ type: 'InboundMessage', locationId: LOCATION, messageId: 'call', userId: 'ann' },
    ...{ timestamp: new Date().toISOString(), webhookId: `fault-${(events += 1)}` },
  });
  const expectPostponed = async (event: object) => {
    const answer = await stage.send(event);
    expect({ status: answer.status, retryAfter: answer.headers['retry-after'], body: answer.body }).toEqual({
      status: 429,
      retryAfter: '60',
      body: {
        statusCode: 429,
        message: 'The event can not be kept right now; send it again.',
        error: 'Too Many Requests',
        code: 'event-not-kept',
        traceId: expect.any(String),
      },
    });
  };

  it('asks for them again while the store is gone, and keeps them when it is back', async () => {
    const event = anEvent();
    proxy.cut();
    await expectPostponed(event);
    proxy.pass();
    expect((await stage.send(event)).body.status).toBe('stored');
    await stage.applied();
  });

  it('asks for them again while the store hangs, within two seconds, and takes the repetition for known or new', async () => {
    const event = anEvent();
    proxy.hang();
    const before = performance.now();
    await expectPostponed(event);
    expect(performance.now() - before).toBeLessThan(4_000);
    proxy.cut();
    proxy.pass();
    expect(['stored', 'known']).toContain((await stage.send(event)).body.status);
  });

  it('asks for them again rather than queue without end', async () => {
    proxy.hang();
    const answers = await Promise.all(Array.from({ length: 520 }, () => stage.send(anEvent())));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([429]));
  });

  it('calls even a bug of ours 429, since upstream would give up after a 500', async () => {
    const accept = jest.spyOn(stage.api.app.get(EventsService), 'accept').mockRejectedValue(new TypeError('a bug'));
    await expectPostponed(anEvent());
    accept.mockRestore();
    expect((await stage.send(anEvent())).status).toBe(200);
  });

  it('keeps an event whose request was half sent when the service was told to stop', async () => {
    const { server } = stage.api.app.getHttpAdapter().getInstance();
    const body = Buffer.from(JSON.stringify(anEvent()));
    const socket = connect(Number(new URL(stage.api.url).port), '127.0.0.1');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    const ended = once(socket, 'close');
    await new Promise<void>((resolve) => socket.write(`POST ${WEBHOOK} HTTP/1.1\r\nHost: api\r\n`, () => resolve()));
    // It has reached the server when a request that was sent after it has been answered.
    await stage.ask('/webhooks/inbox');
    const closing = stage.closeApi();
    while (server.listening) await new Promise((resolve) => setImmediate(resolve));
    socket.write(`X-GHL-Signature: ${stage.sandbox.webhooks.sign(body)}\r\nContent-Length: ${body.length}\r\n\r\n${body.toString()}`);
    await ended;
    await closing;
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 200 [^]*"status":"stored"/);
  });

  it('lets the sandbox repeat what was answered 429, by the rule of upstream, until it is kept', async () => {
    proxy.cut();
    stage.sandbox.world.addMessage();
    await stage.sandbox.webhooks.deliverDue();
    expect(stage.sandbox.webhooks.deliveries.map(({ status }) => status)).toEqual([429]);
    proxy.pass();
  });
});
