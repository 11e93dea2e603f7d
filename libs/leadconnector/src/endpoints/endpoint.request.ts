import { Endpoint } from './endpoint';
import { assertIdentifier, assertWellFormed } from './identifiers';

/** What goes into a request line and body: `target` is path and query, both encoded. */
export interface EndpointRequest {
  readonly target: string;
  readonly body: string | null;
  /** Of the body, when it isn't JSON. */
  readonly contentType?: string;
}

/** Lays the arguments out as the endpoint declares. Throws a TypeError for ids that cannot be sent and values that make no sense. */
export function buildEndpointRequest<Arguments extends object>(
  { path, query, body, form }: Pick<Endpoint<Arguments, unknown>, 'path' | 'query' | 'body' | 'form'>,
  given: Arguments,
): EndpointRequest {
  const values = given as Readonly<Record<string, unknown>>;
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(identifier(name, values[name])));
  const pairs = query.flatMap((name) => queryPair(name, values[name]));
  const target = pairs.length > 0 ? `${filled}?${pairs.join('&')}` : filled;
  if (form) return { target, body: body.flatMap((name) => queryPair(name, values[name])).join('&'), contentType: FORM };
  return { target, body: body.length > 0 ? JSON.stringify(Object.fromEntries(body.map((name) => [name, values[name]]))) : null };
}

const FORM = 'application/x-www-form-urlencoded';

function identifier(name: string, value: unknown): string {
  assertIdentifier(name, value);
  return value;
}

/** Arrays are joined by commas, undefined and null are left out. */
function queryPair(name: string, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  const texts = (Array.isArray(value) ? (value as unknown[]) : [value]).map((item) => queryText(name, item));
  return texts.length > 0 ? [`${name}=${encodeURIComponent(texts.join(','))}`] : [];
}

function queryText(name: string, value: unknown): string {
  if (typeof value === 'string') {
    if (/id$/i.test(name)) assertIdentifier(name, value);
    assertWellFormed(name, value);
    return value;
  }
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value);
  throw new TypeError(`${name} must be a string, a finite number or a boolean`);
}
