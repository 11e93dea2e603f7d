/** After the eighth attempt an event is given up. */
export const MAX_ATTEMPTS = 8;

const FIRST_MS = 1_000;
const LONGEST_MS = 600_000;

/** How long to wait after so many attempts in vain: four times as long each time, up to ten minutes; null when it's given up. */
export function retryDelayMs(attempts: number): number | null {
  return attempts >= MAX_ATTEMPTS ? null : Math.min(LONGEST_MS, FIRST_MS * 4 ** (attempts - 1));
}
