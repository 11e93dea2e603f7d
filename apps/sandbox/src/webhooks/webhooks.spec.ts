import { createPublicKey, verify } from 'node:crypto';
import { createServer, IncomingMessage, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { createSandbox, DEFAULT_ANCHOR, MAIN_LOCATION_ID, ManualClock, Sandbox, SandboxOptions } from '../create-sandbox';
import { FORGED } from './forgery';

interface Received {
  readonly body: Record<string, unknown>;
  readonly holds: boolean;
}

const MINUTE_MS = 60_000;

describe('Webhooks', () => {
  let clock: ManualClock;
  let sandbox: Sandbox;
  let receiver: Server;
  let received: Received[];
  /** What the receiver answers, one after another; 200 when nothing is left. */
  let statuses: number[];

  beforeEach(async () => {
    clock = new ManualClock(DEFAULT_ANCHOR.getTime());
    received = [];
    statuses = [];
    receiver = createServer((request, response) => {
      void read(request).then((bytes) => {
        received.push({ body: JSON.parse(bytes.toString()) as Record<string, unknown>, holds: holds(bytes, request) });
        const status = statuses.shift() ?? 200;
        if (status === 0) return request.socket.destroy();
        return response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    sandbox = await start();
  });

  afterEach(async () => {
    await sandbox.close();
    receiver.close();
  });

  const url = () => `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhooks`;
  const start = (webhooks: SandboxOptions['webhooks'] = {}) =>
    createSandbox({ messages: 300, clock, webhooks: { url: url(), missingMessageIdRate: 0, ...webhooks } });
  const holds = (bytes: Buffer, { headers }: IncomingMessage) => {
    const key = createPublicKey({ key: Buffer.from(sandbox.webhooks.publicKey, 'base64'), format: 'der', type: 'spki' });
    return verify(null, bytes, key, Buffer.from(String(headers['x-ghl-signature']), 'base64'));
  };
  const types = () => received.map(({ body }) => body.type);

  it('tells of a message that was added, in the spelling of events, signed', async () => {
    const message = sandbox.world.addMessage({ userId: 'ann' });
    expect(await sandbox.webhooks.deliverDue()).toBe(1);
    expect(received).toEqual([
      {
        holds: true,
        body: {
          type: 'InboundMessage',
          locationId: MAIN_LOCATION_ID,
          contactId: message.contactId,
          conversationId: message.conversationId,
          messageId: message.id,
          userId: 'ann',
          messageType: 'SMS',
          direction: 'inbound',
          status: 'delivered',
          dateAdded: message.dateAdded,
          body: 'Hello',
          timestamp: DEFAULT_ANCHOR.toISOString(),
          webhookId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        },
      },
    ]);
  });

  it('tells who took a call, which the message itself does not say', async () => {
    const answered = { type: 1, messageType: 'TYPE_CALL', meta: { call: { duration: 9, status: 'completed' } } };
    const message = sandbox.world.addMessage(answered);
    await sandbox.webhooks.deliverDue();
    const userId = sandbox.webhooks.answeredBy.get(message.id);
    expect(sandbox.world.users.has(userId ?? '')).toBe(true);
    expect(message).not.toHaveProperty('userId');
    expect(received[0]?.body).toMatchObject({
      messageId: message.id,
      userId,
      messageType: 'CALL',
      callDuration: 9,
      callStatus: 'completed',
    });
  });

  it('tells of contacts and of what it is told to tell, and of no update or deletion of a message', async () => {
    const { id } = sandbox.world.addContact({ firstName: 'Ada' });
    sandbox.world.updateContact(id, { firstName: 'Bea', assignedTo: 'ann' });
    sandbox.world.deleteContact(id);
    const message = sandbox.world.addMessage();
    sandbox.world.updateMessage(message.id, { status: 'read' });
    sandbox.world.deleteMessage(message.id);
    sandbox.webhooks.emit('UNINSTALL', MAIN_LOCATION_ID, { appId: 'app' });
    await sandbox.webhooks.deliverDue();
    expect(types()).toEqual(['ContactCreate', 'ContactUpdate', 'ContactDelete', 'InboundMessage', 'UNINSTALL']);
    expect(received[1]?.body).toMatchObject({ id, name: 'Bea', assignedTo: 'ann' });
  });

  it('tells of a conversation that was deleted, once, and of none that changes', async () => {
    const { conversationId, contactId } = sandbox.world.addMessage();
    sandbox.world.assignConversation(conversationId, null);
    await sandbox.webhooks.deliverDue();
    received = [];
    const { unreadCount } = sandbox.world.conversations.get(conversationId) ?? {};
    sandbox.world.deleteConversation(conversationId);
    await sandbox.webhooks.deliverDue();
    expect(received).toEqual([
      {
        holds: true,
        body: {
          ...{ type: 'ConversationUnreadUpdate', locationId: MAIN_LOCATION_ID, id: conversationId, contactId, unreadCount, deleted: true },
          ...{ timestamp: DEFAULT_ANCHOR.toISOString(), webhookId: expect.any(String) },
        },
      },
    ]);
  });

  it('leaves the id of the message out of some', async () => {
    await sandbox.close();
    sandbox = await start({ url: url(), missingMessageIdRate: 0.5 });
    for (let count = 0; count < 20; count += 1) sandbox.world.addMessage();
    await sandbox.webhooks.deliverDue();
    const withId = received.filter(({ body }) => body.messageId !== undefined).length;
    expect(withId).toBeGreaterThan(0);
    expect(withId).toBeLessThan(20);
  });

  it('repeats what is answered 429 six times, ten minutes apart, and nothing else', async () => {
    statuses = [429, 429, 429, 429, 429, 429, 429, 500, 0, 401];
    for (let count = 0; count < 4; count += 1) {
      sandbox.world.addMessage();
      await sandbox.webhooks.deliverDue();
      for (let minute = 0; minute < 90; minute += 1) {
        clock.advance(MINUTE_MS);
        await sandbox.webhooks.deliverDue();
      }
    }
    expect(sandbox.webhooks.deliveries.map(({ attempt, status }) => [attempt, status])).toEqual([
      ...[1, 2, 3, 4, 5, 6, 7].map((attempt) => [attempt, 429]),
      ...[
        [1, 500],
        [1, 0],
        [1, 401],
      ],
    ]);
    const [first, second] = received;
    expect(first?.body).toEqual(second?.body);
  });

  it('drops, repeats, delays, reorders and forges as it is told', async () => {
    const { mischief } = sandbox.webhooks;
    const once = (kind: Parameters<typeof mischief.next>[1]) => mischief.next(() => true, kind);
    const add = (body: string) => sandbox.world.addMessage({ body });
    once({ kind: 'drop' });
    add('dropped');
    once({ kind: 'repeat', times: 2 });
    add('repeated');
    once({ kind: 'delay', ms: 5_000 });
    add('delayed');
    once({ kind: 'reorder' });
    add('overtaken');
    add('first');
    once({ kind: 'forge' });
    add('true');
    await sandbox.webhooks.deliverDue();
    clock.advance(5_000);
    await sandbox.webhooks.deliverDue();
    const bodies = received.filter(({ holds: isTrue }) => isTrue).map(({ body }) => body.body);
    expect(bodies).toEqual(['repeated', 'repeated', 'repeated', 'first', 'overtaken', 'true', 'delayed']);
    expect(received.filter(({ holds: isTrue }) => !isTrue).map(({ body }) => body.userId)).toEqual([FORGED]);
  });

  it('is the same again from the same seed', async () => {
    const mischief = { drop: 0.2, repeat: 0.2, delay: 0.2, reorder: 0.2, forge: 0.2 };
    const bodies: string[] = [];
    for (let run = 0; run < 2; run += 1) {
      await sandbox.close();
      received = [];
      clock.set(DEFAULT_ANCHOR.getTime());
      sandbox = await start({ url: url(), mischief });
      for (let count = 0; count < 60; count += 1) sandbox.world.addMessage();
      await sandbox.webhooks.deliverDue();
      bodies.push(JSON.stringify(received));
    }
    expect(bodies[0]).toBe(bodies[1]);
    expect(received.length).toBeGreaterThan(40);
  });

  it('sends nothing without being asked to', async () => {
    await sandbox.close();
    sandbox = await createSandbox({ messages: 300, clock });
    sandbox.world.addMessage();
    sandbox.webhooks.sendTo(url());
    expect(await sandbox.webhooks.deliverDue()).toBe(0);
  });
});

async function read(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
