import { readContact, readConversationRow } from './directory.reader';

const OBSERVED_AT = 9_000;
const ROW = {
  id: 'cnv1',
  locationId: 'loc1',
  contactId: 'con1',
  assignedTo: 'usr1',
  lastMessageDate: 5_000,
  dateUpdated: 6_000,
  fullName: 'Ada Ólafs',
  contactName: 'Ada Ólafs',
  companyName: 'Acme',
  email: 'ada@example.com',
  phone: '+15550001',
};
const FIELDS = { fullName: 'Ada Ólafs', contactName: 'Ada Ólafs', companyName: 'Acme', email: 'ada@example.com', phone: '+15550001' };

const readRow = (row: unknown) => readConversationRow(row, 'loc1', OBSERVED_AT);

describe('a row of the conversation search', () => {
  it('tells of the conversation, of its contact, and its place in the list', () => {
    expect(readRow(ROW)).toEqual({
      conversation: { id: 'cnv1', contactId: 'con1', assignee: { userId: 'usr1', source: 'conversation', date: 6_000 } },
      contact: { id: 'con1', fields: FIELDS },
      lastMessageDate: 5_000,
      tellsAssignee: true,
    });
  });

  it('says that nobody is assigned, and that contact fields are empty, by leaving them out', () => {
    const { assignedTo: _, companyName: __, email: ___, ...row } = ROW;
    expect(readRow(row)).toMatchObject({
      conversation: { assignee: null },
      contact: { fields: { ...FIELDS, companyName: null, email: null } },
      tellsAssignee: true,
    });
  });

  it('says neither in the published shape, which has no assignee and no company', () => {
    const { id, contactId, fullName, contactName, email, phone } = ROW;
    expect(readRow({ id, contactId, fullName, contactName, email, phone })).toEqual({
      conversation: { id: 'cnv1', contactId: 'con1', assignee: null },
      contact: { id: 'con1' },
      lastMessageDate: null,
      tellsAssignee: false,
    });
  });

  it('says nothing of the contact when it carries none of the five', () => {
    expect(readRow({ id: 'cnv1', contactId: 'con1', dateUpdated: 1 })?.contact).toEqual({ id: 'con1' });
    expect(readRow({ id: 'cnv1', dateUpdated: 1 })?.contact).toBeNull();
  });

  it('dates its assignee by its update, else by its last message, else by when it was seen', () => {
    const dateOf = (row: object) => readRow({ id: 'cnv1', assignedTo: 'usr1', ...row })?.conversation.assignee?.date;
    expect(dateOf({ dateUpdated: 1, lastMessageDate: 2 })).toBe(1);
    expect(dateOf({ lastMessageDate: 2 })).toBe(2);
    expect(dateOf({})).toBe(OBSERVED_AT);
  });

  it.each([null, 'x', {}, { id: 5 }, { id: 'cnv1', locationId: 'loc2' }])(
    'is passed over when it is no conversation of the location: %p',
    (row) => {
      expect(readRow(row)).toBeNull();
    },
  );
});

describe('a contact', () => {
  const read = (contact: object) => readContact({ id: 'con1', ...contact }, 'loc1', OBSERVED_AT);

  it('has the fields that a row of its conversation has', () => {
    const { fullName: name, companyName, email, phone } = FIELDS;
    const expected = { id: 'con1', fields: FIELDS, assignee: { userId: 'usr1', source: 'contact', date: 7_000 } };
    expect(read({ name, companyName, email, phone, assignedTo: 'usr1', dateUpdated: 7_000 })).toEqual(expected);
    expect(read({ firstName: 'Ada', lastName: 'Ólafs', companyName, email, phone })).toEqual({ ...expected, assignee: null });
  });

  it('is called by its company when it has no name', () => {
    expect(read({ companyName: 'Acme' })?.fields).toMatchObject({ fullName: null, contactName: 'Acme', companyName: 'Acme' });
    expect(read({ lastName: 'Ólafs' })?.fields).toMatchObject({ fullName: 'Ólafs', contactName: 'Ólafs' });
  });

  it('is passed over when it is none of the location', () => {
    expect(readContact({ id: 'con1', locationId: 'loc2' }, 'loc1', 1)).toBeNull();
    expect(readContact({}, 'loc1', 1)).toBeNull();
    expect(readContact('x', 'loc1', 1)).toBeNull();
  });
});
