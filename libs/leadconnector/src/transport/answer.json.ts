import { LeadConnectorError } from '../errors';
import { RawResponse, TransportRequest } from './transport.types';

/**
 * Parses a successful answer. What V8 says of a fault isn't kept, since it quotes the body. Text that begins as JSON and doesn't
 * end as such was cut off by something that then closed the answer properly.
 */
export function parseJson({ body }: RawResponse, request: TransportRequest): unknown {
  const text = decode(body);
  try {
    return JSON.parse(text);
  } catch {
    const reason = /^\s*[{[]/.test(text) && !/[}\]]\s*$/.test(text.slice(-64)) ? 'truncated' : 'not-json';
    throw new LeadConnectorError({ code: 'invalid-response', reason }, request);
  }
}

/** UTF-8, a byte order mark taken off. */
export function decode(body: Buffer): string {
  const text = body.toString('utf8');
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
