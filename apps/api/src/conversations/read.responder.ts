import { Injectable } from '@nestjs/common';
import { FastifyReply, FastifyRequest } from 'fastify';
import { noteExport } from '../audit/export.note';
import { disconnectOf } from '../http/disconnect';
import { maxAgeOf } from '../http/max-age';
import { noteLocation } from '../http/request-location';
import { varyOn } from '../http/vary';
import { Read } from './read.types';
import { ReadingService } from './reading.service';

/** What can stand in a header. */
const PRINTABLE = /^[\x21-\x7e]{1,128}$/;

/** Sends the answer to a read, with the headers that tell where it came from and how old it is. */
@Injectable()
export class ReadResponder {
  constructor(private readonly reading: ReadingService) {}

  async respond(read: Read, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    // A failure is about the location, too.
    const said = 'locationId' in read.about ? read.about.locationId : read.about.claimedLocationId;
    if (said !== undefined) noteLocation(request, said);
    const terms = {
      maxAgeMs: maxAgeOf(request.headers['cache-control']),
      signal: disconnectOf(reply.raw, { method: request.method, path: read.path }),
    };
    const { render, count, source, ageMs, locationId, upstreamTraceId } = await this.reading.answer(read, terms);
    if (locationId !== null) noteLocation(request, locationId);
    // Which location a conversation is in, upstream need not tell.
    noteExport(request, { operation: read.kind, credential: { locationId: locationId ?? said ?? '', token: read.token } }).sent(count);
    if (ageMs !== null) void reply.header('Age', String(Math.floor(ageMs / 1000)));
    if (upstreamTraceId !== null && PRINTABLE.test(upstreamTraceId)) void reply.header('X-Upstream-Trace-Id', upstreamTraceId);
    // It may leave later than it's sent, compressed: of a handler that is over before that Fastify thinks that it has sent nothing.
    await reply
      .header('X-Served-By', source)
      .header('Cache-Control', 'private, no-cache')
      .header('Vary', varyOn('Authorization'))
      .status(200)
      .type('application/json; charset=utf-8')
      .send(render(request.id));
  }
}
