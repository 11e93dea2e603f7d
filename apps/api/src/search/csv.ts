import { unparse } from 'papaparse';
import { Cell, cellsOf, Column, MessageRecord } from './csv.columns';

/**
 * A text that begins so is a formula to a spreadsheet (OWASP, CSV injection), in fullwidth forms too; it gets an apostrophe before it. Not so
 * a phone number (E.164): a spreadsheet makes of it the number that it is, and programs want it as it was.
 */
const FORMULA = /^(?!\+[1-9]\d{1,14}$)[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
const LINE_FEED = 0x0a;
const END_OF_RECORD = '\r\n';

/** Messages as CSV (RFC 4180) in these columns. */
export class Csv {
  private readonly cells: (message: MessageRecord) => Cell[];

  constructor(private readonly columns: readonly Column[]) {
    this.cells = cellsOf(columns);
  }

  header(): Buffer {
    return this.render([this.columns]);
  }

  /** The records of messages that are given as lines. */
  records(lines: Buffer): Buffer {
    return this.render(messagesOf(lines).map(this.cells));
  }

  private render(rows: readonly (readonly Cell[])[]): Buffer {
    if (rows.length === 0) return Buffer.alloc(0);
    // A record of one empty field would be an empty line, which readers pass over.
    const isNarrow = this.columns.length === 1;
    const shown = isNarrow ? rows.map(([cell]) => [cell ?? '']) : rows;
    const text = unparse(shown as Cell[][], { newline: END_OF_RECORD, escapeFormulae: FORMULA, quotes: isNarrow && isEmpty });
    return Buffer.from(text + END_OF_RECORD);
  }
}

function isEmpty(cell: Cell): boolean {
  return cell === '';
}

/** Line by line: most are ASCII, and a string that holds nothing else is faster to handle. */
function messagesOf(lines: Buffer): MessageRecord[] {
  const messages: MessageRecord[] = [];
  for (let at = 0; at < lines.length;) {
    const end = lines.indexOf(LINE_FEED, at);
    messages.push(JSON.parse(lines.toString('utf8', at, end)) as MessageRecord);
    at = end + 1;
  }
  return messages;
}
