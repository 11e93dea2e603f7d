import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';

/** Where the statements are gathered that the service ran in tests; global-setup sets it. */
export const STATEMENTS_FOLDER = 'RECORDED_STATEMENTS_FOLDER';

/** A statement as the service ran it, with the values that it had then. */
export interface RecordedStatement {
  readonly name: string;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What was written by this test file; what another one wrote is seen by its file. */
const known = new Set<string>();

/** How the service's one statement without a name begins: what a purge removes, table by table. Tests have many. */
const UNNAMED = 'with removed as (delete from ';

/** Keeps it, unless one with this text and values of this shape is kept already: one more would be planned as that one is. */
export function keepStatement({ name, text, values }: RecordedStatement): void {
  const folder = process.env[STATEMENTS_FOLDER];
  if (folder === undefined || (name === '' && !text.startsWith(UNNAMED))) return;
  const key = createHash('sha256')
    .update(`${name}\0${text}\0${values.map(shapeOf).join()}`)
    .digest('hex');
  if (known.has(key)) return;
  known.add(key);
  const file = join(folder, key);
  if (existsSync(file)) return;
  mkdirSync(folder, { recursive: true });
  // Whole or not at all: another process may be writing the same.
  writeFileSync(`${file}.${process.pid}`, serialize({ name, text, values }));
  renameSync(`${file}.${process.pid}`, file);
}

export function keptStatements(folder: string): readonly RecordedStatement[] {
  return readdirSync(folder).map((file) => deserialize(readFileSync(join(folder, file))) as RecordedStatement);
}

/** One, none or several: with several locations a statement crosses that with one doesn't. */
function shapeOf(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  // How lists are bound (store/sql-values.ts).
  if (typeof value === 'string' && value.includes('\x1e')) return 'list of 2';
  if (Array.isArray(value)) return `list of ${Math.min(new Set(value.map(String)).size, 2)}`;
  return value === '' ? 'empty' : 'value';
}
