import * as fc from 'fast-check';
import { readMessage } from './message.reader';

const ON_THE_WIRE = {
  id: 'asd123',
  direction: 'inbound',
  status: 'completed',
  type: 1,
  locationId: 'loc1',
  contactId: 'con1',
  conversationId: 'cnv1',
  dateAdded: '2025-10-30T22:45:46.260Z',
  dateUpdated: '2025-10-30T22:47:06.137Z',
  meta: { call: { duration: 53, status: 'completed' } },
  altId: 'CAxxxx',
  messageType: 'TYPE_CALL',
};

function read(record: unknown) {
  const result = readMessage(record, 'loc1');
  if (!('message' in result)) throw new Error(`Set aside: ${result.setAside.reason}`);
  return { ...result, shown: JSON.parse(`${result.message.rendered}}`) as Record<string, unknown> };
}

const without = (...names: string[]) => Object.fromEntries(Object.entries(ON_THE_WIRE).filter(([name]) => !names.includes(name)));

describe('a record of the export', () => {
  it('is kept as it is, its columns read', () => {
    const { message, shown, ownDateUpdated } = read({ ...ON_THE_WIRE, userId: 'usr1', aiSummary: { version: 2 }, labels: null });
    const { rendered: _, ...columns } = message;
    expect(columns).toEqual({
      id: 'asd123',
      locationId: 'loc1',
      messageType: 'TYPE_CALL',
      conversationId: 'cnv1',
      contactId: 'con1',
      direction: 'inbound',
      status: 'completed',
      dateAdded: Date.parse('2025-10-30T22:45:46.260Z'),
      dateUpdated: Date.parse('2025-10-30T22:47:06.137Z'),
      userId: 'usr1',
      call: { durationSeconds: 53, status: 'completed' },
      raw: null,
    });
    expect(ownDateUpdated).toBe(columns.dateUpdated);
    expect(shown).toEqual({ ...ON_THE_WIRE, aiSummary: { version: 2 }, labels: null });
  });

  it('shows null for what it lacks of what every message has', () => {
    const { message, shown } = read(without('contactId', 'conversationId', 'direction', 'status', 'locationId'));
    const lacking = { contactId: null, conversationId: null, direction: null, status: null };
    expect(message).toMatchObject({ ...lacking, locationId: 'loc1', userId: null });
    expect(shown).toEqual({ ...ON_THE_WIRE, ...lacking });
  });

  it('was updated when it was added if it doesn’t say, but that proves nothing of the order', () => {
    const { message, shown, ownDateUpdated } = read(without('dateUpdated'));
    expect(message.dateUpdated).toBe(message.dateAdded);
    expect(shown.dateUpdated).toBe(ON_THE_WIRE.dateAdded);
    expect(ownDateUpdated).toBeNull();
    expect(read(without('dateAdded')).shown.dateAdded).toBe(ON_THE_WIRE.dateUpdated);
  });

  it.each([
    [{ callDuration: '53', callStatus: 'completed' }, { call: { duration: 53, status: 'completed' } }],
    [
      { callDuration: 'long', other: 1 },
      { other: 1, call: { duration: null, status: null } },
    ],
    [{ callStatus: 'busy' }, { call: { duration: null, status: 'busy' } }],
    [
      { call: { duration: 1 }, callDuration: '2' },
      { call: { duration: 1 }, callDuration: '2' },
    ],
    [{ email: { messageIds: ['x'] } }, { email: { messageIds: ['x'] } }],
    ['text', 'text'],
  ])('shows the call data of %p as %p', (meta, expected) => {
    expect(read({ ...ON_THE_WIRE, meta }).shown.meta).toEqual(expected);
  });

  it('has one spelling of its type and its dates', () => {
    const { shown } = read({ ...ON_THE_WIRE, messageType: 'Call', dateAdded: 1_761_864_346_260 });
    expect(shown).toMatchObject({ messageType: 'TYPE_CALL', dateAdded: '2025-10-30T22:45:46.260Z' });
  });

  it('leaves room for the attribution and the contact fields, which are joined when it is read', () => {
    const ours = { userId: 'u', userIdSource: 's', fullName: 'a', contactName: 'b', companyName: 'c', email: 'd', phone: 'e' };
    expect(read({ ...ON_THE_WIRE, ...ours }).shown).toEqual(ON_THE_WIRE);
  });

  it.each<[unknown, unknown]>([
    [null, { id: null, reason: 'not an object' }],
    [['x'], { id: null, reason: 'not an object' }],
    [without('id'), { id: null, reason: 'no id' }],
    [
      { ...ON_THE_WIRE, id: 7 },
      { id: null, reason: 'no id' },
    ],
    [
      { ...ON_THE_WIRE, locationId: 'loc2' },
      { id: 'asd123', reason: 'another location' },
    ],
    [
      { ...without('dateUpdated'), dateAdded: 'soon' },
      { id: 'asd123', reason: 'no date' },
    ],
  ])('is set aside when it can’t be stored: %#', (record, setAside) => {
    expect(readMessage(record, 'loc1')).toEqual({ setAside });
  });

  it.each([
    [{ call: { duration: 53, status: 'completed' } }, { durationSeconds: 53, status: 'completed' }],
    [
      { callDuration: '53', callStatus: 'busy' },
      { durationSeconds: 53, status: 'busy' },
    ],
    [{ call: { duration: '7.5' } }, { durationSeconds: 8, status: null }],
    [{ call: { duration: -1, status: '' } }, { durationSeconds: null, status: null }],
    [{ call: { duration: { toString: 1 }, status: 7 } }, { durationSeconds: null, status: null }],
    [{ call: 'none' }, null],
    [undefined, null],
  ])('tells of a call how long it was and what became of it: %j', (meta, call) => {
    expect(readMessage({ ...ON_THE_WIRE, meta }, 'loc1')).toMatchObject({ message: { call } });
  });

  it('never fails, whatever upstream sends, and what it shows is JSON', () => {
    const records = fc.record(
      Object.fromEntries(Object.keys(ON_THE_WIRE).map((name) => [name, fc.oneof(fc.jsonValue(), fc.constant(ON_THE_WIRE.dateAdded))])),
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(records, fc.boolean(), (record, isNearlyRight) => {
        const result = readMessage(isNearlyRight ? { ...record, id: 'x', locationId: 'loc1' } : record, 'loc1');
        if ('message' in result) JSON.parse(`${result.message.rendered}}`);
      }),
    );
  });
});
