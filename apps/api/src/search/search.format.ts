import { NotAcceptableException } from '@nestjs/common';
import Negotiator from 'negotiator';
import { given } from '../http/fault-message';

/** How a search may be answered: a page, or a stream of all that follows. */
export type SearchFormat = 'json' | 'ndjson' | 'csv';

export const MEDIA_TYPES: Readonly<Record<SearchFormat, string>> = {
  json: 'application/json',
  ndjson: 'application/x-ndjson',
  csv: 'text/csv',
};

/** In the order in which we choose for who accepts several alike. Clients that name the charset mean the same. */
const OFFERS: readonly (readonly [offer: string, format: SearchFormat])[] = (['json', 'ndjson', 'csv'] as const).flatMap((format) => [
  [MEDIA_TYPES[format], format],
  [`${MEDIA_TYPES[format]};charset=utf-8`, format],
]);

/**
 * What the caller likes best of what there is (RFC 9110, section 12.5.1). Who accepts anything, or doesn't say, gets a page. There is no CSV over
 * HTTP/1.0, which some proxies speak: there an answer ends with its connection, and half of one would look whole. JSON lines have their last one.
 *
 * @throws NotAcceptableException when nothing fits
 */
export function formatOf(accept: string | undefined, httpVersion: string): SearchFormat {
  const hasEnd = httpVersion !== '1.0';
  const offers = OFFERS.filter(([, format]) => hasEnd || format !== 'csv');
  const preferred = new Negotiator({ headers: { accept: accept || '*/*' } }).mediaType(offers.map(([offer]) => offer));
  const format = offers.find(([offer]) => offer === preferred)?.[1];
  if (format === undefined) {
    const { json, ndjson, csv } = MEDIA_TYPES;
    const allowed = hasEnd ? `${json}, ${ndjson}, ${csv}` : `${json}, ${ndjson} over HTTP/1.0 (${csv} takes HTTP/1.1)`;
    throw new NotAcceptableException(`Accept must allow one of ${allowed}; ${given(accept)}`);
  }
  return format;
}

/** What of the parameters makes no sense with the format, one sentence each. */
export function faultsOfFormat(format: SearchFormat, parameters: Readonly<Record<string, unknown>>): string[] {
  const { columns, limit, includeTotal } = parameters;
  const isStream = format !== 'json';
  const type = MEDIA_TYPES[format];
  return [
    ...(columns !== undefined && format !== 'csv'
      ? [`columns must be given with Accept: ${MEDIA_TYPES.csv} only, this answer is ${type}; ${given(columns)}`]
      : []),
    ...(limit !== undefined && isStream
      ? [`limit must not be given with Accept: ${type}, whose answer is every message of the window; ${given(limit)}`]
      : []),
    ...(isStream && String(includeTotal) === 'true'
      ? [`includeTotal must not be true with Accept: ${type}, whose answer is every message of the window; ${given(includeTotal)}`]
      : []),
  ];
}
