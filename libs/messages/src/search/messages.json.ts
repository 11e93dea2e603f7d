import { StoredMessage } from '../store/message.store';

const CLOSE_AND_GO_ON = Buffer.from('},');
const NOTHING = Buffer.alloc(0);

/**
 * The messages of a page as JSON objects joined by commas: stored texts, closed, with the contact's text joined to each where texts are
 * given.
 */
export class MessagesJson {
  constructor(
    private readonly rows: readonly StoredMessage[],
    private readonly contactTextOf?: (contactId: string | null | undefined) => Buffer,
  ) {}

  /**
   * The messages between two texts, in UTF-8. Each is written into one buffer of the right size; joined into one string first, a single
   * character beyond Latin-1 would make all of it two bytes wide, and it would take nine times as long.
   */
  between(before: string, after: string): Buffer {
    const contactTexts = this.contactTextOf && this.rows.map(([, contactId]) => this.contactTextOf?.(contactId) ?? NOTHING);
    const json = Buffer.allocUnsafe(this.byteLength(contactTexts) + Buffer.byteLength(before) + Buffer.byteLength(after));
    let end = json.write(before);
    this.rows.forEach(([rendered], index) => {
      end += json.write(rendered, end);
      end += contactTexts?.[index]?.copy(json, end) ?? 0;
      end += CLOSE_AND_GO_ON.copy(json, end);
    });
    // Nothing goes on after the last.
    if (this.rows.length > 0) end -= 1;
    return json.subarray(0, end + json.write(after, end));
  }

  private byteLength(contactTexts: readonly Buffer[] = []): number {
    let length = this.rows.length * CLOSE_AND_GO_ON.length;
    for (const [rendered] of this.rows) length += Buffer.byteLength(rendered);
    for (const text of contactTexts) length += text.length;
    return length;
  }
}
