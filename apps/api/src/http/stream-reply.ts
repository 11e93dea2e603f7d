import { Logger } from '@nestjs/common';
import { FastifyReply } from 'fastify';
import { addAbortSignal, Readable } from 'node:stream';

/** Who takes nothing for so long has gone without a word, and would hold what was read for it for ever. */
const STALLED_MS = 60_000;

/**
 * Sends bytes as they come and as fast as the caller takes them, no faster. What fails in the middle ends the connection, so that the caller
 * can't take what it has for all there is (RFC 9112, section 8: an incomplete chunked body); so does `stopping`. When the caller goes,
 * nothing more is asked of `bytes`.
 */
export function sendAsItComes(reply: FastifyReply, bytes: AsyncIterable<Buffer>, stopping: AbortSignal): void {
  const stream = addAbortSignal(stopping, Readable.from(bytes));
  stream.once('error', (error) => {
    new Logger('Stream').warn(`A stream broke off: ${error.message}`);
    // At once: before its first bytes are through the compression, Fastify would make another answer of it.
    reply.raw.destroy();
  });
  reply.raw.setTimeout(STALLED_MS, () => stream.destroy(new Error(`nothing was taken of it for ${STALLED_MS / 1000} s`)));
  void reply.send(stream);
}
