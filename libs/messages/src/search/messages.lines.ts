import { END_OF_MESSAGE } from '../model/message';
import { StoredMessage } from '../store/message.store';
import { Joined } from './joined-texts';

const END = Buffer.from(END_OF_MESSAGE);
const NOTHING = Buffer.alloc(0);
const LINE_FEED = 0x0a;

/**
 * Messages as JSON objects in UTF-8, each on a line of its own: stored texts with their ends, as in a page, but that the comma after each
 * becomes a line feed. One copy into one buffer; JSON has no line breaks of its own.
 */
export function linesOf(rows: readonly StoredMessage[], { endOf, userOf }: Joined = {}): Buffer {
  const users = userOf && rows.map(({ userId }) => userOf(userId ?? null));
  const ends = rows.map(({ contactId }) => (endOf ? endOf(contactId) : END));
  const joinedBytes = (index: number) => (users?.[index] ?? NOTHING).length + (ends[index] ?? END).length;
  const length = rows.reduce((bytes, { rendered }, index) => bytes + rendered.length + joinedBytes(index), 0);
  const lines = Buffer.allocUnsafe(length);
  let at = 0;
  rows.forEach(({ rendered }, index) => {
    at += rendered.copy(lines, at);
    if (users) at += (users[index] ?? NOTHING).copy(lines, at);
    at += (ends[index] ?? END).copy(lines, at);
    lines[at - 1] = LINE_FEED;
  });
  return lines;
}
