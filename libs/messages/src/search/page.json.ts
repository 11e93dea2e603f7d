import { StoredMessage } from '../store/message.store';

const CLOSE_AND_GO_ON = Buffer.from('},');

/**
 * The messages as JSON objects joined by commas, in UTF-8: stored texts, closed, with the contact's text joined to each where texts are
 * given. Each is written into one buffer; joined into one string first, a single character beyond Latin-1 would make all of it two
 * bytes wide, and it would take nine times as long.
 */
export function renderMessages(rows: readonly StoredMessage[], contactTextOf: (contactId: string | null) => string = () => ''): Buffer {
  let length = 0;
  for (const [rendered, contactId] of rows)
    length += Buffer.byteLength(rendered) + Buffer.byteLength(contactTextOf(contactId)) + CLOSE_AND_GO_ON.length;
  const json = Buffer.allocUnsafe(length);
  let end = 0;
  for (const [rendered, contactId] of rows) {
    end += json.write(rendered, end);
    end += json.write(contactTextOf(contactId), end);
    end += CLOSE_AND_GO_ON.copy(json, end);
  }
  // Nothing goes on after the last.
  return json.subarray(0, Math.max(0, end - 1));
}
