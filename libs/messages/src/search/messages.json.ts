import { StoredMessage } from '../store/message.store';

const CLOSE_AND_GO_ON = Buffer.from('},');

/**
 * The messages of a page as JSON objects joined by commas: stored texts, closed, with the contact's text joined to each where texts are
 * given.
 */
export class MessagesJson {
  constructor(
    private readonly rows: readonly StoredMessage[],
    private readonly contactTextOf: (contactId: string | null | undefined) => string = () => '',
  ) {}

  /**
   * The messages between two texts, in UTF-8. Each is written into one buffer of the right size; joined into one string first, a single
   * character beyond Latin-1 would make all of it two bytes wide, and it would take nine times as long.
   */
  between(before: string, after: string): Buffer {
    const json = Buffer.allocUnsafe(this.byteLength + Buffer.byteLength(before) + Buffer.byteLength(after));
    let end = json.write(before);
    for (const [rendered, contactId] of this.rows) {
      end += json.write(rendered, end);
      end += json.write(this.contactTextOf(contactId), end);
      end += CLOSE_AND_GO_ON.copy(json, end);
    }
    // Nothing goes on after the last.
    if (this.rows.length > 0) end -= 1;
    return json.subarray(0, end + json.write(after, end));
  }

  private get byteLength(): number {
    let length = this.rows.length * CLOSE_AND_GO_ON.length;
    for (const [rendered, contactId] of this.rows) length += Buffer.byteLength(rendered) + Buffer.byteLength(this.contactTextOf(contactId));
    return length;
  }
}
