import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SOURCE = join(__dirname, '../../libs/messages/src');
/** `name: 'search.page'`, or a name that has its shape in it, in backticks. Names without a point are of other things. */
const NAMED = /(?:\bname: |\bremembered\(\s*)(?:'([\w-]+(?:\.[\w-]+)+)'|`([\w-]+\.[^`]*|[\w-]+\$\{[^`]*)`)/g;

/** The names of all statements in the source; those that have their shape in them are one. */
export function namesInSource(): readonly string[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) => /(?<!\.spec)\.ts$/.test(file));
  const names = files.flatMap((file) =>
    [...readFileSync(join(SOURCE, file), 'utf8').matchAll(NAMED)].map(([, one, many]) => one ?? many ?? ''),
  );
  return [...new Set(names)].sort();
}

/** Of a long name the server keeps the beginning alone (store/statement-name.ts). */
const KEPT_CHARACTERS = 50;

/** Whether a statement that ran is the one, or one of those, with that name in the source. */
export function isOf(name: string, inSource: string): boolean {
  const parts = inSource.split(/\$\{[^}]*\}/);
  const like = new RegExp(`^${parts.map((part) => part.replace(/[.-]/g, '\\$&')).join('.*')}$`);
  return like.test(name) || (name.length > KEPT_CHARACTERS && parts.length > 1 && name.startsWith(parts[0] ?? ''));
}
