import { createHash } from 'node:crypto';

/** NAMEDATALEN - 1: what PostgreSQL keeps of a name. Two prepared statements that differ beyond it would be one to it. */
const KEPT_CHARACTERS = 63;
const HASH_CHARACTERS = 12;

/** A name that PostgreSQL keeps whole: a longer one ends in its hash. */
export function statementName(name: string): string {
  if (name.length <= KEPT_CHARACTERS) return name;
  const hash = createHash('sha256').update(name).digest('base64url').slice(0, HASH_CHARACTERS);
  return `${name.slice(0, KEPT_CHARACTERS - HASH_CHARACTERS - 1)}.${hash}`;
}
