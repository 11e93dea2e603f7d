import { RateBudget } from '@app/leadconnector';
import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { LeadConnectorClient } from '@app/leadconnector';
import { notedLocation } from './request-location';

/** Whose token is refused learns nothing of how busy a location is. */
const REFUSED: readonly number[] = [401, 403];

/** The rest of a location's budget in upstream's words: clients that pace themselves by its headers go on doing so. */
export function rateLimitHeaders({ limit, remaining, intervalMs, dailyLimit, dailyRemaining }: RateBudget): Record<string, string> {
  return {
    'X-RateLimit-Max': String(limit),
    'X-RateLimit-Remaining': String(remaining),
    'X-RateLimit-Interval-Milliseconds': String(intervalMs),
    ...(dailyLimit !== null && { 'X-RateLimit-Limit-Daily': String(dailyLimit) }),
    ...(dailyRemaining !== null && { 'X-RateLimit-Daily-Remaining': String(dailyRemaining) }),
  };
}

/** Sends them with every answer about a location, errors included. */
export function sendRateLimits(app: NestFastifyApplication): void {
  const client = app.get(LeadConnectorClient);
  const server = app.getHttpAdapter().getInstance();
  server.addHook('onSend', (request, reply, payload, done) => {
    const locationId = notedLocation(request);
    if (locationId !== undefined && !REFUSED.includes(reply.statusCode)) void reply.headers(rateLimitHeaders(client.budget(locationId)));
    done(null, payload);
  });
}
