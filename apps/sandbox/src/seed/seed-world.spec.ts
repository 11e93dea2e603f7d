import { createHash } from 'node:crypto';
import { ManualClock } from '../clock';
import { DEFAULT_ANCHOR, resolveOptions, SandboxOptions } from '../options';
import { MAIN_LOCATION_ID, OTHER_LOCATION_ID } from '../world/location.entity';
import { addedMs, Message, updatedMs } from '../world/message.entity';
import { World } from '../world/world';
import { seedWorld } from './seed-world';

const ANCHOR_MS = DEFAULT_ANCHOR.getTime();
const aWorld = (options: Partial<SandboxOptions> = {}) => seedWorld(resolveOptions({ clock: new ManualClock(ANCHOR_MS), ...options }));
const digest = (world: World) =>
  createHash('sha256')
    .update(JSON.stringify([...world.locations.map(({ id }) => world.truth(id)), ...world.users.values(), ...world.contacts.values()]))
    .digest('hex');
const count = <T>(items: Iterable<T>, test: (item: T) => boolean) => [...items].filter(test).length;
const share = <T>(items: readonly T[], test: (item: T) => boolean) => count(items, test) / items.length;

describe('a seeded world', () => {
  const world = aWorld();
  const messages = world.messagesOf(MAIN_LOCATION_ID);
  const conversations = [...world.conversations.values()].filter(({ locationId }) => locationId === MAIN_LOCATION_ID);
  const byConversation = grouped(messages);

  it('is the same to the byte for the same options, and another for another seed', () => {
    const options = { messages: 2_000 };
    expect(digest(aWorld(options))).toBe(digest(aWorld(options)));
    expect(digest(aWorld({ ...options, seed: 2 }))).not.toBe(digest(aWorld(options)));
  });

  it.each([0, 1, 2, 10, 300, 5_000])('has exactly the %d messages asked for', (size) => {
    const small = aWorld({ messages: size });
    expect(small.messagesOf(MAIN_LOCATION_ID)).toHaveLength(size);
    expect(small.messagesOf(OTHER_LOCATION_ID)).toHaveLength(300);
  });

  it.each([1, 30, 365])('fits into %d days of history, nothing after the anchor', (historyDays) => {
    const startMs = ANCHOR_MS - historyDays * 86_400_000;
    const all = aWorld({ messages: 3_000, historyDays }).messagesOf(MAIN_LOCATION_ID);
    expect(
      all.filter((message) => addedMs(message) < startMs || updatedMs(message) > ANCHOR_MS || addedMs(message) > updatedMs(message)),
    ).toEqual([]);
  });

  it('has unique ids of 20 letters and digits', () => {
    expect(new Set(messages.map(({ id }) => id)).size).toBe(20_000);
    expect(messages.every(({ id }) => /^[A-Za-z0-9]{20}$/.test(id))).toBe(true);
  });

  it('has conversations of very different length, about 13 messages on average', () => {
    const lengths = conversations.map(({ id }) => byConversation.get(id)?.length ?? 0);
    expect(messages.length / conversations.length).toBeGreaterThan(9);
    expect(messages.length / conversations.length).toBeLessThan(18);
    expect(share(lengths, (length) => length <= 3)).toBeGreaterThan(0.4);
    expect(count(lengths, (length) => length >= 200)).toBeGreaterThan(5);
    expect(Math.min(...lengths)).toBeGreaterThan(0);
  });

  it('is mostly SMS and calls, with some of everything else', () => {
    const ofType = (type: number) => share(messages, (message) => message.type === type);
    expect(ofType(2)).toBeGreaterThan(0.5);
    expect(ofType(1)).toBeGreaterThan(0.2);
    for (const type of [3, 10, 11, 18, 19, 25, 28, 31, 99]) expect(ofType(type)).toBeGreaterThan(0);
    expect(count(messages, ({ messageType }) => messageType === 'TYPE_VOICEMAIL')).toBeGreaterThan(0);
  });

  it('has more than a page of messages that share one exact dateUpdated', () => {
    const ties = new Map<string, number>();
    for (const { dateUpdated = '' } of messages) ties.set(dateUpdated, (ties.get(dateUpdated) ?? 0) + 1);
    expect(Math.max(...ties.values())).toBeGreaterThan(1_000);
  });

  it('updates some messages hours to days late', () => {
    const delays = messages.map((message) => updatedMs(message) - addedMs(message));
    expect(share(delays, (ms) => ms >= 3_600_000)).toBeGreaterThan(0.02);
    expect(share(delays, (ms) => ms >= 3_600_000)).toBeLessThan(0.04);
    expect(Math.max(...delays)).toBeLessThanOrEqual(10 * 86_400_000);
    expect(Math.max(...delays)).toBeGreaterThan(5 * 86_400_000);
  });

  it('deviates from the published schema now and then, even in a small world', () => {
    for (const few of [messages, world.messagesOf(OTHER_LOCATION_ID)]) {
      for (const field of ['dateUpdated', 'contactId', 'direction', 'status']) expect(count(few, (m) => !(field in m))).toBeGreaterThan(0);
      expect(count(few, ({ messageType }) => !messageType.startsWith('TYPE_'))).toBeGreaterThan(0);
      expect(count(few, (message) => message.aiSummary !== undefined)).toBeGreaterThan(0);
      expect(count(few, ({ meta }) => meta?.callDuration === '53')).toBeGreaterThan(0);
    }
  });

  it('names the user of most outbound calls and of few inbound ones, and of nothing automated', () => {
    const calls = messages.filter(({ type, meta }) => type === 1 && meta?.call);
    const named = (direction: string) =>
      share(
        calls.filter((m) => m.direction === direction),
        (m) => m.userId !== undefined,
      );
    expect(named('outbound')).toBeGreaterThan(0.85);
    expect(named('inbound')).toBeLessThan(0.15);
    expect(named('inbound')).toBeGreaterThan(0);
    expect(count(messages, ({ source, userId }) => source === 'workflow' && userId !== undefined)).toBe(0);
    expect(messages.every(({ userId }) => userId === undefined || world.users.has(userId))).toBe(true);
  });

  it('keeps business hours', () => {
    const hours = messages.filter(({ source }) => source !== 'bulk_actions').map((message) => new Date(addedMs(message)).getUTCHours());
    expect(share(hours, (hour) => hour >= 8 && hour < 18)).toBeGreaterThan(0.85);
    expect(new Set(hours).size).toBe(24);
  });

  it('has a contact for every conversation, a few without one, and gaps in what is known of them', () => {
    const contacts = [...world.contacts.values()].filter(({ locationId }) => locationId === MAIN_LOCATION_ID);
    expect(conversations.every(({ contactId }) => world.contacts.get(contactId)?.locationId === MAIN_LOCATION_ID)).toBe(true);
    expect(contacts.length).toBeGreaterThan(conversations.length);
    for (const field of ['name', 'email', 'phone', 'companyName', 'assignedTo'] as const) {
      expect(share(contacts, (contact) => contact[field] !== undefined)).toBeGreaterThan(0.3);
      expect(share(contacts, (contact) => contact[field] === undefined)).toBeGreaterThan(0.05);
    }
    expect(count(contacts, (c) => !c.name && !c.email && !c.phone && !c.companyName)).toBeGreaterThan(3);
    expect(count(contacts, ({ name = '' }) => /[\u0370-\uFFFF]/.test(name))).toBeGreaterThan(20);
  });

  it('assigns about four conversations in five, and some contacts whose conversation is not', () => {
    expect(share(conversations, ({ assignedTo }) => assignedTo !== undefined)).toBeCloseTo(0.8, 1);
    const onlyContact = count(
      conversations,
      ({ assignedTo, contactId }) => !assignedTo && world.contacts.get(contactId)?.assignedTo !== undefined,
    );
    expect(onlyContact).toBeGreaterThan(20);
  });

  it('keeps each conversation in step with its messages', () => {
    const wrong = conversations.filter(({ id, lastMessageDate, dateUpdated, dateAdded }) => {
      const dates = (byConversation.get(id) ?? []).map(addedMs);
      return (
        lastMessageDate !== Math.max(...dates) || dateUpdated < lastMessageDate || dateUpdated > ANCHOR_MS || dateAdded > Math.min(...dates)
      );
    });
    expect(wrong).toEqual([]);
  });

  it('contains text that trips careless code', () => {
    const bodies = messages.map(({ body = '' }) => body);
    for (const text of ['\u2028', '\n', '"', '👩‍👩‍👧‍👦', 'שלום', 'مرحبا', '<script>']) {
      expect(bodies.some((body) => body.includes(text))).toBe(true);
    }
    expect(Math.max(...bodies.map((body) => body.length))).toBeGreaterThan(10_000);
  });
});

function grouped(messages: readonly Message[]): Map<string, Message[]> {
  const groups = new Map<string, Message[]>();
  for (const message of messages) groups.set(message.conversationId, [...(groups.get(message.conversationId) ?? []), message]);
  return groups;
}
