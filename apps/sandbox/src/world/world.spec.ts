import { ManualClock } from '../clock';
import { DEFAULT_ANCHOR, resolveOptions } from '../options';
import { seedWorld } from '../seed/seed-world';
import { MAIN_LOCATION_ID, OTHER_LOCATION_ID } from './location.entity';
import { World } from './world';

const clock = new ManualClock(0);
const NOW = '2026-06-01T13:00:00.000Z';
let world: World;
beforeEach(() => {
  clock.set(Date.parse(NOW));
  world = seedWorld(resolveOptions({ messages: 500, clock, anchor: DEFAULT_ANCHOR }));
});
const last = () => world.messagesOf(MAIN_LOCATION_ID).at(-1);

describe('World', () => {
  it('adds an inbound SMS of now, in an existing conversation, unless told otherwise', () => {
    const message = world.addMessage();
    expect(message).toEqual({
      id: expect.stringMatching(/^\w{20}$/),
      direction: 'inbound',
      status: 'delivered',
      type: 2,
      locationId: MAIN_LOCATION_ID,
      contactId: world.conversations.get(message.conversationId)?.contactId,
      conversationId: message.conversationId,
      dateAdded: NOW,
      dateUpdated: NOW,
      body: 'Hello',
      contentType: 'text/plain',
      messageType: 'TYPE_SMS',
    });
    expect(last()).toBe(message);
    expect(world.conversations.get(message.conversationId)).toMatchObject({ lastMessageDate: clock.now(), dateUpdated: clock.now() });
  });

  it('makes the conversation and the contact that a message names', () => {
    const message = world.addMessage({ locationId: OTHER_LOCATION_ID, conversationId: 'conv', contactId: 'cont', direction: undefined });
    expect(message).toMatchObject({ conversationId: 'conv', contactId: 'cont', locationId: OTHER_LOCATION_ID });
    expect(message).not.toHaveProperty('direction');
    expect(world.contacts.get('cont')).toMatchObject({ id: 'cont', locationId: OTHER_LOCATION_ID });
    expect(world.conversationRow('conv')).toMatchObject({
      contactId: 'cont',
      dateAdded: clock.now(),
      lastMessageBody: 'Hello',
      fullName: null,
    });
  });

  it('leaves the last message of a conversation alone when an older one is added', () => {
    const { conversationId } = world.addMessage({ body: 'newest' });
    world.addMessage({ conversationId, body: 'older', dateAdded: '2026-05-01T00:00:00.000Z' });
    expect(world.conversations.get(conversationId)).toMatchObject({ lastMessageBody: 'newest', lastMessageDate: clock.now() });
  });

  it('updates a message by replacing it, with now as dateUpdated unless given', () => {
    const before = world.addMessage();
    clock.advance(1_000);
    const after = world.updateMessage(before.id, { status: 'read', body: undefined });
    const { body: _body, ...rest } = before;
    expect(after).toEqual({ ...rest, status: 'read', dateUpdated: '2026-06-01T13:00:01.000Z' });
    expect(after).not.toHaveProperty('body');
    expect(before.status).toBe('delivered');
    expect(world.updateMessage(before.id, { dateUpdated: NOW }).dateUpdated).toBe(NOW);
  });

  it('deletes a message and gives the conversation the one before as its last', () => {
    const first = world.addMessage({ conversationId: 'conv', body: 'first' });
    clock.advance(1_000);
    const second = world.addMessage({ conversationId: 'conv', body: 'second' });
    world.deleteMessage(second.id);
    expect(world.messages.has(second.id)).toBe(false);
    expect(world.conversations.get('conv')).toMatchObject({ lastMessageBody: 'first', lastMessageDate: Date.parse(first.dateAdded) });
  });

  it('deletes a conversation with its messages, and leaves its contact and the other conversations', () => {
    const [first, second] = [1, 2].map(() => world.addMessage({ conversationId: 'conv', contactId: 'cont' }));
    const other = world.addMessage({ conversationId: 'other', contactId: 'cont' });
    const count = world.messages.size;
    world.deleteConversation('conv');
    expect([world.messages.has(first?.id ?? ''), world.messages.has(second?.id ?? ''), world.messages.size]).toEqual([
      false,
      false,
      count - 2,
    ]);
    expect([world.conversations.has('conv'), world.conversationRow('conv'), world.contacts.has('cont')]).toEqual([false, undefined, true]);
    // The contact has one conversation left, to which what is said to it next belongs.
    expect(world.addMessage({ contactId: 'cont' }).conversationId).toBe(other.conversationId);
  });

  it('retries a message by deleting it and adding another', () => {
    const before = world.addMessage({ conversationId: 'conv', body: 'Hi', status: 'failed' });
    clock.advance(1_000);
    const after = world.retryMessage(before.id);
    const now = '2026-06-01T13:00:01.000Z';
    expect(after).toEqual({ ...before, id: after.id, dateAdded: now, dateUpdated: now });
    expect([world.messages.has(before.id), world.messages.get(after.id)]).toEqual([false, after]);
    expect(after.id).not.toBe(before.id);
  });

  it('keeps a contact’s names in step with each other', () => {
    const contact = world.addContact({ firstName: 'Ada', lastName: 'Ólafs' });
    expect(contact).toMatchObject({ name: 'Ada Ólafs', fullNameLowerCase: 'ada ólafs' });
    const renamed = world.updateContact(contact.id, { firstName: undefined, lastName: undefined });
    expect(renamed).not.toHaveProperty('name');
    expect(renamed).not.toHaveProperty('firstNameLowerCase');
  });

  it('knows the truth: every message with its conversation row and contact, even where the message names none', () => {
    const truth = world.truth(MAIN_LOCATION_ID);
    expect(truth.map(({ message }) => message)).toEqual(world.messagesOf(MAIN_LOCATION_ID));
    expect(truth.some(({ message }) => message.contactId === undefined)).toBe(true);
    for (const { message, conversation, contact } of truth) {
      expect(conversation).toEqual(world.conversationRow(message.conversationId));
      expect(contact).toBe(world.contacts.get(conversation?.contactId ?? ''));
    }
  });

  it('says what it does not have', () => {
    expect(() => world.updateMessage('nope', {})).toThrow('The sandbox has no message nope.');
    expect(() => world.deleteConversation('nope')).toThrow('The sandbox has no conversation nope.');
    expect(() => world.assignConversation('nope', null)).toThrow('The sandbox has no conversation nope.');
  });
});
