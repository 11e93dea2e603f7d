const STREAM = 'text/event-stream';
const JSON_TYPE = 'application/json';

/**
 * Whether a stream of events is wanted (RFC 9110, section 12.5.1): it must be named, and not be liked less than JSON is. Who accepts anything
 * gets JSON.
 */
export function prefersEventStream(accept: string | undefined): boolean {
  const qualities = new Map((accept ?? '').split(',').map(qualityOf));
  const stream = qualities.get(STREAM) ?? 0;
  return stream > 0 && stream >= (qualities.get(JSON_TYPE) ?? 0);
}

function qualityOf(range: string): [type: string, quality: number] {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const quality = Number(parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? 1);
  return [type, Number.isFinite(quality) ? quality : 0];
}
