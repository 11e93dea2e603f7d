import { OutgoingHttpHeader, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import { ContractAnswer } from './contract';

/** Streams may be longer than it pays to look at. */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Calls back with all that was sent, before the end of it leaves: whoever gets the answer can rely on it having been looked at. Never
 * when the connection breaks off before. Without a body where that is too long to look at.
 */
export function whenSent(response: ServerResponse, take: (answer: ContractAnswer & { readonly isWhole: boolean }) => void): void {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let given: OutgoingHttpHeaders = {};
  const keep = (chunk: unknown, encoding: unknown): void => {
    if (typeof chunk !== 'string' && !(chunk instanceof Uint8Array)) return;
    const buffer =
      typeof chunk === 'string'
        ? Buffer.from(chunk, typeof encoding === 'string' ? (encoding as BufferEncoding) : 'utf8')
        : Buffer.from(chunk);
    bytes += buffer.length;
    if (bytes <= MOST_BYTES) chunks.push(buffer);
  };
  const { writeHead, write, end } = response;
  response.writeHead = ((...parameters: Parameters<typeof writeHead>) => {
    given = headersIn(parameters);
    return writeHead.apply(response, parameters);
  }) as typeof writeHead;
  response.write = ((...parameters: Parameters<typeof write>) => {
    keep(parameters[0], parameters[1]);
    return write.apply(response, parameters);
  }) as typeof write;
  response.end = ((...parameters: Parameters<typeof end>) => {
    keep(parameters[0], parameters[1]);
    // What was given with the status replaces what was set before, in whatever letters.
    const names = Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]);
    const headers = headersFrom({ ...response.getHeaders(), ...(Object.fromEntries(names) as OutgoingHttpHeaders) });
    const isWhole = bytes <= MOST_BYTES;
    take({ status: response.statusCode, headers, body: isWhole ? bodyFrom(Buffer.concat(chunks), headers) : '', isWhole });
    return end.apply(response, parameters);
  }) as typeof end;
}

function headersIn(parameters: readonly unknown[]): OutgoingHttpHeaders {
  const last = parameters.at(-1);
  return typeof last === 'object' && last !== null && !Array.isArray(last) ? (last as OutgoingHttpHeaders) : {};
}

function headersFrom(sent: OutgoingHttpHeaders): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(sent))
    for (const one of [value].flat()) if (one !== undefined) headers.append(name, textOf(one));
  return headers;
}

const textOf = (value: OutgoingHttpHeader): string => String(value);

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = { gzip: gunzipSync, br: brotliDecompressSync, deflate: inflateSync };

function bodyFrom(bytes: Buffer, headers: Headers): unknown {
  const decode = DECODERS[headers.get('content-encoding') ?? ''];
  const text = (decode && bytes.length > 0 ? decode(bytes) : bytes).toString();
  if (text === '' || !headers.get('content-type')?.startsWith('application/json')) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
