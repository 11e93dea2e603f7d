import compress, { FastifyCompressOptions } from '@fastify/compress';
import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { constants } from 'node:zlib';

/** Below this an answer fits in a packet or two, and nothing is won. */
const THRESHOLD_BYTES = 2_048;
/** Up to this it takes less time to compress at once than to hand it to another thread. */
const SYNC_BYTES = 16_384;
const CHUNK_BYTES = 65_536;
const COMPRESSED_TYPES = /^text\/csv|[/+](x-nd)?json(;|$)/;

/**
 * Compresses answers for those who ask for it, with levels that take about as long as reading the rows does: more would make a page a
 * tenth smaller and several times as slow.
 */
export async function compressAnswers(app: NestFastifyApplication): Promise<void> {
  const options: FastifyCompressOptions = {
    encodings: ['br', 'gzip'],
    threshold: THRESHOLD_BYTES,
    syncThreshold: SYNC_BYTES,
    customTypes: COMPRESSED_TYPES,
    brotliOptions: { chunkSize: CHUNK_BYTES, params: { [constants.BROTLI_PARAM_QUALITY]: 1 } },
    zlibOptions: { chunkSize: CHUNK_BYTES, level: 3 },
    // What callers send is small, and never unpacked.
    globalDecompression: false,
  };
  // It has no effect on routes that are there before it's loaded. It is typed for another copy of Fastify than Nest's own.
  await app.register(compress as never, options as never);
}
