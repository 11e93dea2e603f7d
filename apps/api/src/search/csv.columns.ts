/** A message as it stands on a line. */
export type MessageRecord = Readonly<Record<string, unknown>>;

/** What a field holds: text is guarded and quoted where that is needed, numbers need neither. */
export type Cell = string | number | null;

/** The columns of every message, in the order in which they come: new ones are added at the end. */
const MESSAGE_COLUMNS = {
  id: field('id'),
  messageType: field('messageType'),
  direction: field('direction'),
  status: field('status'),
  dateUpdated: field('dateUpdated'),
  dateAdded: field('dateAdded'),
  userId: field('userId'),
  userIdSource: field('userIdSource'),
  contactId: field('contactId'),
  conversationId: field('conversationId'),
  locationId: field('locationId'),
  body: field('body'),
  callDuration: callField('duration'),
  callStatus: callField('status'),
  from: field('from'),
  to: field('to'),
  source: field('source'),
  attachments: (message: MessageRecord) => urls(message.attachments),
  altId: field('altId'),
};

/** Those that includeContact adds. */
const CONTACT_COLUMN_FIELDS = {
  fullName: field('fullName'),
  contactName: field('contactName'),
  companyName: field('companyName'),
  email: field('email'),
  phone: field('phone'),
};

/** Those that includeUser adds. */
const USER_COLUMN_FIELDS = {
  userName: field('userName'),
  userEmail: field('userEmail'),
};

const COLUMNS = { ...MESSAGE_COLUMNS, ...CONTACT_COLUMN_FIELDS, ...USER_COLUMN_FIELDS };

export type Column = keyof typeof COLUMNS;

export const ALL_COLUMNS = Object.keys(COLUMNS) as Column[];
export const CONTACT_COLUMNS = Object.keys(CONTACT_COLUMN_FIELDS) as Column[];
export const USER_COLUMNS = Object.keys(USER_COLUMN_FIELDS) as Column[];

/** The columns of a file whose columns weren't chosen. */
export function standardColumns({ includeContact, includeUser }: { includeContact: boolean; includeUser: boolean }): readonly Column[] {
  const ofMessages = Object.keys(MESSAGE_COLUMNS) as Column[];
  return [...ofMessages, ...(includeContact ? CONTACT_COLUMNS : []), ...(includeUser ? USER_COLUMNS : [])];
}

/** How a message's fields in these columns are found. */
export function cellsOf(columns: readonly Column[]): (message: MessageRecord) => Cell[] {
  const readers = columns.map((column) => COLUMNS[column]);
  return (message) => readers.map((read) => read(message));
}

function field(name: string) {
  return (message: MessageRecord): Cell => toCell(message[name]);
}

function callField(name: string) {
  return ({ meta }: MessageRecord): Cell => toCell((meta as { call?: MessageRecord } | null | undefined)?.call?.[name]);
}

/** URLs have no spaces. */
function urls(value: unknown): Cell {
  return Array.isArray(value) ? value.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(' ') : toCell(value);
}

/** Upstream may send anything anywhere: what is neither text nor a number is shown as JSON. */
function toCell(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' || typeof value === 'number' ? value : JSON.stringify(value);
}
