import { Random } from '../runtime';

const BASE_MS = 250;
const CAP_MS = 8_000;

/**
 * How long to wait after the `attempt`-th failure (from 1): exponential with full jitter, so that callers that failed together
 * don't come back together.
 */
export function backoffMs(attempt: number, random: Random): number {
  return Math.floor(random() * Math.min(CAP_MS, BASE_MS * 2 ** (attempt - 1)));
}
