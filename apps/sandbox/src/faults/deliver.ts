import { ServerResponse, STATUS_CODES } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { FastifyReply } from 'fastify';
import { RecordedRequest } from '../http/recorded-request';
import { cursorExpired } from '../http/upstream-error';
import { Fault, JsonBody } from './fault';

export interface Delivery {
  readonly reply: FastifyReply;
  readonly record: RecordedRequest;
  readonly body: JsonBody;
  readonly fault?: Fault;
  readonly closing: AbortSignal;
}

const TERMINAL: readonly Fault['kind'][] = ['status', 'reset', 'hang', 'html', 'dead-cursor'];
const CHUNK_BYTES = 65_536;

/** Whether the fault takes the place of the answer, so that none need be made. */
export function isTerminal(fault: Fault): boolean {
  return TERMINAL.includes(fault.kind);
}

/** Sends the answer, or what the fault makes of it; its status is what gets recorded. */
export async function deliver({ reply, record, body, fault, closing }: Delivery): Promise<void> {
  switch (fault?.kind) {
    case 'reset':
      reply.hijack();
      reply.raw.destroy();
      return;
    case 'hang':
      reply.hijack();
      return;
    case 'slow':
      await delay(fault.ms, undefined, { signal: closing });
      return send(reply, record, body);
    case 'status':
      reply.headers(fault.headers ?? {}).status(fault.status);
      return send(reply, record, fault.body ?? { ...plainError(fault.status), traceId: body.traceId });
    case 'dead-cursor': {
      const expired = cursorExpired();
      reply.status(expired.statusCode);
      return send(reply, record, { ...expired.body(), traceId: body.traceId });
    }
    case 'html':
      reply.status(fault.status ?? 200).type('text/html; charset=utf-8');
      record.status = reply.statusCode;
      await reply.send('<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking your browser</body></html>');
      return;
    case 'rewrite':
      return send(reply, record, fault.with(JSON.parse(JSON.stringify(body)) as JsonBody));
    case 'truncate': {
      const bytes = Buffer.from(JSON.stringify(body));
      const raw = hijacked(reply, record, bytes.length);
      raw.write(bytes.subarray(0, fault.bytes ?? bytes.length >>> 1), () => raw.destroy());
      return;
    }
    case 'oversize':
      return sendPadded(reply, record, body, fault.bytes);
    case undefined:
      return send(reply, record, body);
  }
}

async function send(reply: FastifyReply, record: RecordedRequest, body: unknown): Promise<void> {
  record.status = reply.statusCode;
  await reply.type('application/json; charset=utf-8').send(typeof body === 'string' ? body : JSON.stringify(body));
}

function plainError(status: number): JsonBody {
  const text = STATUS_CODES[status] ?? 'Error';
  return { statusCode: status, message: text, error: text };
}

/** Streamed, so that an answer of any size costs one chunk of memory. */
async function sendPadded(reply: FastifyReply, record: RecordedRequest, body: JsonBody, bytes: number): Promise<void> {
  const head = Buffer.from(`${JSON.stringify(body).slice(0, -1)},"padding":"`);
  const padding = Math.max(0, bytes - head.length - 2);
  const raw = hijacked(reply, record, head.length + padding + 2);
  // A client that hangs up in the middle is what such an answer is for.
  await pipeline(Readable.from(padded(head, padding)), raw).catch(() => raw.destroy());
}

function* padded(head: Buffer, padding: number): Generator<Buffer> {
  yield head;
  for (let left = padding; left > 0; left -= CHUNK_BYTES) yield Buffer.alloc(Math.min(CHUNK_BYTES, left), 'x');
  yield Buffer.from('"}');
}

/** The raw response with its head written, declaring `contentLength`. */
function hijacked(reply: FastifyReply, record: RecordedRequest, contentLength: number): ServerResponse {
  record.status = reply.statusCode;
  const headers = reply.getHeaders();
  reply.hijack();
  const { raw } = reply;
  raw.on('error', () => raw.destroy());
  for (const [name, value] of Object.entries(headers)) if (value !== undefined) raw.setHeader(name, value);
  raw.writeHead(reply.statusCode, { 'content-type': 'application/json; charset=utf-8', 'content-length': contentLength });
  return raw;
}
