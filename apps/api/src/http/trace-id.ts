import { randomUUID } from 'node:crypto';
import { IncomingHttpHeaders } from 'node:http';

/** Printable ASCII without spaces, so that it can be sent back and logged as it is. */
const USABLE = /^[\x21-\x7e]{1,128}$/;

/** The caller's X-Request-Id, or a new one when it gave none that could be sent back. */
export function traceIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && USABLE.test(given) ? given : randomUUID();
}
