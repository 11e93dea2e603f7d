import { once } from 'node:events';
import { get, IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { MAIN_TOKEN } from '../../apps/sandbox/src/create-sandbox';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Its body, unpacked. */
  readonly text: string;
  /** How long the body was on the wire. */
  readonly bytes: number;
}

/** Reads an answer to its end. Unlike fetch it asks for no compression by itself. @throws when the answer breaks off */
export async function readAnswer(url: string, headers: Record<string, string>): Promise<RawAnswer> {
  const response = await openStream(url, headers);
  const body = await buffer(response);
  const text = unpacked(body, response.headers['content-encoding']).toString();
  return { status: response.statusCode ?? 0, headers: response.headers, text, bytes: body.length };
}

/** All that comes on a connection of HTTP/1.0, whose answers have no chunks: they end when it does. */
export async function readByConnection(url: string, path: string, accept: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const lines = [`GET ${path} HTTP/1.0`, `Host: ${hostname}:${port}`, `Accept: ${accept}`, `Authorization: Bearer ${MAIN_TOKEN}`, '', ''];
  socket.write(lines.join('\r\n'));
  return (await buffer(socket)).toString();
}

/** An answer that has begun. */
export async function openStream(url: string, headers: Record<string, string>): Promise<IncomingMessage> {
  const [response] = (await once(
    get(url, { agent: false, headers: { authorization: `Bearer ${MAIN_TOKEN}`, ...headers } }),
    'response',
  )) as [IncomingMessage];
  return response;
}

function unpacked(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding === undefined) return body;
  return encoding === 'br' ? brotliDecompressSync(body) : gunzipSync(body);
}
