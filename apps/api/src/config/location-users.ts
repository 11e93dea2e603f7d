import { Transform } from 'class-transformer';

const PAIR = /^([\x21-\x2b\x2d-\x39\x3b-\x7e]{1,128}):([\x21-\x2b\x2d-\x39\x3b-\x7e]{1,128})$/;

/** `locationId:userId` pairs, comma separated, become a map; anything else, and a location given twice, stays to be refused. */
export function AsLocationUsers(): PropertyDecorator {
  return Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (readPairs(value) ?? value) : value));
}

function readPairs(text: string): ReadonlyMap<string, string> | null {
  const users = new Map<string, string>();
  for (const pair of text.split(',')) {
    const [, locationId, userId] = PAIR.exec(pair.trim()) ?? [];
    if (locationId === undefined || userId === undefined || users.has(locationId)) return null;
    users.set(locationId, userId);
  }
  return users;
}
