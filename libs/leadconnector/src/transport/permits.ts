import { Permit } from './location.gate';
import { RateLimiter } from './rate-limiter';
import { TransportRequest } from './transport.types';

/**
 * A permit of every location that the request may spend of. In one order for everyone, so that no two hold what the other waits for; if one
 * can't be had, those before it are given back unused.
 */
export async function enterAll(limiter: RateLimiter, request: TransportRequest): Promise<Permit> {
  if (request.alsoSpends.length === 0) return limiter.enter(request);
  const permits: Permit[] = [];
  try {
    const locationIds = new Set([request.credential.locationId, ...request.alsoSpends]);
    for (const locationId of [...locationIds].sort()) permits.push(await limiter.enter(request, locationId));
  } catch (error) {
    permits.forEach((permit) => permit.unsent());
    throw error;
  }
  return together(permits);
}

/** It may have counted in any of them, so it counts in all. What upstream says of the budget is of one of them, and nobody knows of which. */
function together(permits: readonly Permit[]): Permit {
  const [only] = permits;
  if (only && permits.length === 1) return only;
  return {
    answered: (status, { 'retry-after': retryAfter }) =>
      permits.forEach((permit) => permit.answered(status, { 'retry-after': retryAfter })),
    failed: () => permits.forEach((permit) => permit.failed()),
    unsent: () => permits.forEach((permit) => permit.unsent()),
  };
}
