import { NO_CONTACT_FIELDS } from '../model/contact';
import { AHEAD_MS, BELIEVED_MS, EventEffect, readEffect } from './event.effect';

const AT = Date.parse('2025-10-30T22:47:07.000Z');
const LAG_MS = 60_000;
const HINT: EventEffect = { evidence: null, contact: null, suspectedConversation: null, isHint: true, installation: null };
const NOTHING: EventEffect = { ...HINT, isHint: false };

const effectOf = (type: string, fields: object, { ageMs = 2_000, at = AT }: { ageMs?: number | null; at?: number | null } = {}) =>
  readEffect({ key: 'k', type, at, ageMs, attempts: 0, body: Buffer.from(JSON.stringify({ type, ...fields })) }, 'loc1', LAG_MS);

const CALL = { locationId: 'loc1', messageId: 'msg1', userId: 'ann', dateAdded: '2025-10-30T22:45:00.000Z' };
const CONTACT = { locationId: 'loc1', id: 'con1', firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com', assignedTo: 'ann' };
const ADA = { fullName: 'Ada Lovelace', contactName: 'Ada Lovelace', companyName: null, email: 'ada@example.com', phone: null };

describe('readEffect', () => {
  it.each(['InboundMessage', 'OutboundMessage'])('takes the user of a message from %s, as of when the message was added', (type) => {
    expect(effectOf(type, CALL)).toEqual({ ...HINT, evidence: { messageId: 'msg1', userId: 'ann', date: Date.parse(CALL.dateAdded) } });
    expect(effectOf(type, { ...CALL, dateAdded: undefined }).evidence?.date).toBe(AT);
  });

  it.each([{ messageId: undefined }, { messageId: 17 }, { userId: null }, { userId: '' }])(
    'takes a message event with %j for a hint',
    (given) => {
      expect(effectOf('InboundMessage', { ...CALL, ...given })).toEqual(HINT);
    },
  );

  it.each(['ContactCreate', 'ContactUpdate'])('takes a contact from %s, newer than what the index can have seen by then', (type) => {
    const assignee = { userId: 'ann', source: 'contact', date: AT };
    const contact = { contact: { id: 'con1', fields: ADA, assignee }, observedAt: AT + LAG_MS, isDeleted: false };
    // It was added long ago; when it was assigned is not told.
    expect(effectOf(type, { ...CONTACT, dateAdded: '2020-01-01T00:00:00.000Z' })).toEqual({ ...NOTHING, contact });
  });

  it('takes what a contact event leaves out for not told, and null for nobody', () => {
    expect(effectOf('ContactUpdate', { ...CONTACT, assignedTo: undefined }).contact?.contact).toEqual({ id: 'con1', fields: ADA });
    expect(effectOf('ContactUpdate', { ...CONTACT, assignedTo: null }).contact?.contact.assignee).toBeNull();
    expect(effectOf('ContactUpdate', { id: 'con1', assignedTo: 'ann' }).contact?.contact).not.toHaveProperty('fields');
  });

  it('forgets the fields of a contact that was deleted, and not who had it', () => {
    const contact = { contact: { id: 'con1', fields: NO_CONTACT_FIELDS }, observedAt: AT + LAG_MS, isDeleted: true };
    expect(effectOf('ContactDelete', CONTACT)).toEqual({ ...NOTHING, contact });
  });

  it.each([{ id: undefined }, { locationId: 'loc2' }])('does nothing for a contact with %j', (given) => {
    expect(effectOf('ContactUpdate', { ...CONTACT, ...given })).toEqual(NOTHING);
  });

  it.each([2_000, BELIEVED_MS + 1, -AHEAD_MS - 1, null])(
    'suspects a conversation that is called deleted, whatever the age (%p)',
    (ageMs) => {
      expect(effectOf('ConversationUnreadUpdate', { id: 'cnv1', deleted: true }, { ageMs })).toEqual({
        ...HINT,
        suspectedConversation: 'cnv1',
      });
    },
  );

  it.each([{ deleted: false }, { deleted: undefined }, { deleted: 'true' }, { id: undefined }, { id: '' }])(
    'takes what else is told of a conversation for a hint: %j',
    (given) => {
      expect(effectOf('ConversationUnreadUpdate', { id: 'cnv1', deleted: true, ...given })).toEqual(HINT);
    },
  );

  it('tells installations by their date and agency', () => {
    expect(effectOf('UNINSTALL', {})).toEqual({ ...HINT, installation: { isInstalled: false, at: AT, companyId: null } });
    expect(effectOf('INSTALL', { companyId: 'com1' }).installation).toEqual({ isInstalled: true, at: AT, companyId: 'com1' });
  });

  it.each([
    ['older than any repetition', BELIEVED_MS + 1],
    ['from the future', -AHEAD_MS - 1],
    ['of an unknown age', null],
  ])('believes nothing of an event %s, which is a hint at most', (_, ageMs) => {
    for (const type of ['InboundMessage', 'ContactUpdate', 'UNINSTALL'])
      expect(effectOf(type, { ...CALL, ...CONTACT }, { ageMs })).toEqual(HINT);
  });

  it.each([BELIEVED_MS, -AHEAD_MS])('believes one at the very limit (%i ms)', (ageMs) => {
    expect(effectOf('InboundMessage', CALL, { ageMs }).evidence).not.toBeNull();
  });
});
