import { IncomingHttpHeaders } from 'node:http';

/** Printable ASCII without spaces, so that it can be sent back and logged as it is. */
const USABLE = /^[\x21-\x7e]{1,128}$/;

/** The caller's X-Request-Id; null when it gave none that could be sent back. */
export function requestIdOf(headers: IncomingHttpHeaders): string | null {
  const given = headers['x-request-id'];
  return typeof given === 'string' && USABLE.test(given) ? given : null;
}
