import { createHash } from 'node:crypto';

const FIRST_MS = 5_000;
const LONGEST_MS = 900_000;

/**
 * How long to leave a location alone after its nth failure in a row: twice as long each time, up to a quarter of an hour, less up to half of
 * it by its name, so that locations that failed together don't come back together; but no less than upstream asks for.
 */
export function backOffMs(locationId: string, failures: number, retryAfterMs: number): number {
  const fullMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(20, Math.max(0, failures - 1)));
  return Math.max(Math.min(retryAfterMs, LONGEST_MS), Math.round(fullMs * (1 - shareOf(`${locationId} ${failures}`) / 2)));
}

/** A number in [0, 1) that is always the same for a text, and as good as any for two. */
function shareOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
}
