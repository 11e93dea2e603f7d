const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}]/u;
const MARK = /[\p{Mark}\u200d]/u;

/** How many columns of a terminal the text takes, near enough for a table. */
export function columnsOf(text: string): number {
  return Array.from(text).reduce((columns, character) => columns + (MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1), 0);
}

/** Rows as lines, each column as wide as its widest cell. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => columnsOf(row[column] ?? ''))));
  return rows.map((row) =>
    row
      .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - columnsOf(cell)))
      .join('  ')
      .trimEnd(),
  );
}

/** `12,345` */
export function count(number: number): string {
  return number.toLocaleString('en-US');
}

/** `4.2 ms` below a second, `5.3 s` above. */
export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds.toFixed(1)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
