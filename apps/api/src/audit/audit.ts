import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHmac } from 'node:crypto';
import { Logger } from 'pino';
import { CACHE_SECRET } from '../cache/cache-secret';
import { whenAnswered } from '../http/answered';
import { notedExport } from './export.note';

/**
 * One line of the log for each answer that gave data out: who asked, by a hash of the token that tells nothing of it, for which location, and how
 * much left. Written whatever LOG_LEVEL is, but for `silent`.
 */
export function auditExports(app: NestFastifyApplication): void {
  const secret = app.get<Buffer>(CACHE_SECRET, { strict: false });
  whenAnswered(app, (request, { status, isWhole }) => {
    const noted = notedExport(request);
    // The request's own, which knows its trace id. Fastify's, which is beside it, writes nothing.
    const [logger] = (request.raw.allLogs ?? []) as readonly Logger[];
    if (!noted || status >= 400 || !logger || logger.level === 'silent') return;
    const { operation, count, credential } = noted;
    const { locationId, token } = credential;
    logger
      .child({}, { level: 'info' })
      .info(
        { audit: true, event: 'export', operation, locationId, tokenHash: hashOf(secret, token), count, status, complete: isWhole },
        'export',
      );
  });
}

/** The same token has the same hash in all processes of an installation, and no other hash that is made of it is this one. */
function hashOf(secret: Buffer, token: string): string {
  return createHmac('sha256', secret).update(`audit\0${token}`).digest('base64url');
}
