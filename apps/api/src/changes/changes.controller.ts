import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ChangesQuery, ChangesService, normalizeMessageType } from '@app/messages';
import { LeadConnectorClient } from '@app/leadconnector';
import { FastifyReply, FastifyRequest } from 'fastify';
import { OutgoingHttpHeaders } from 'node:http';
import { AccessService } from '../access/access.service';
import { bearerTokenOf } from '../access/bearer-token';
import { noteExport } from '../audit/export.note';
import { ENVIRONMENT } from '../config/environment.token';
import { Environment } from '../config/environment';
import { checkParameters } from '../http/check-parameters';
import { disconnectOf } from '../http/disconnect';
import { givenParameters } from '../http/given-parameters';
import { maxAgeOf } from '../http/max-age';
import { rateLimitHeaders } from '../http/rate-limit.headers';
import { noteLocation } from '../http/request-location';
import { varyOn } from '../http/vary';
import { prefersEventStream } from './accepted-type';
import { renderChangesAnswer } from './changes.answer';
import { ChangesDocs } from './changes.docs';
import { ChangesParameters, LIST_PARAMETERS } from './changes.parameters';
import { EventStream } from './event-stream';

const HEADERS = { 'Cache-Control': 'no-store', Vary: varyOn('Authorization', 'Accept') };

@Controller('messages/changes')
export class ChangesController {
  constructor(
    private readonly access: AccessService,
    private readonly changes: ChangesService,
    private readonly client: LeadConnectorClient,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  @Get()
  @ChangesDocs()
  async followChanges(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const token = bearerTokenOf(request.raw);
    const isStream = prefersEventStream(request.headers.accept);
    const lastEventId = isStream ? request.headers['last-event-id'] : undefined;
    const given = givenParameters(query, undefined, LIST_PARAMETERS);
    const parameters = checkParameters(ChangesParameters, typeof lastEventId === 'string' ? { ...given, since: lastEventId } : given);
    const { locationId, wait } = parameters;
    noteLocation(request, locationId);
    const changesQuery = toChangesQuery(parameters, token, request.headers['cache-control']);
    const requireAccess = () => this.requireAccess(changesQuery);
    await requireAccess();
    const signal = disconnectOf(reply.raw, { method: request.method, path: '/messages/changes' });
    if (isStream) {
      // Before the stream begins, so that what is wrong with the request is told as ever.
      const first = await this.changes.read(changesQuery);
      await requireAccess();
      reply.hijack();
      const headers = { ...(reply.getHeaders() as OutgoingHttpHeaders), ...HEADERS, ...rateLimitHeaders(this.client.budget(locationId)) };
      const { sent } = noteExport(request, { operation: 'changes-stream', credential: changesQuery.credential });
      return new EventStream(this.changes, reply.raw, { requireAccess, signal, sent, traceId: request.id }).run(
        changesQuery,
        first,
        headers,
      );
    }
    const page = await this.changes.wait(changesQuery, { waitMs: wait * 1000, signal });
    // The wait may have been longer than upstream's word counts.
    if (wait > 0) await requireAccess();
    noteExport(request, { operation: 'changes', credential: changesQuery.credential }).sent(page.changes.length);
    // It may leave later than it's sent, compressed: of a handler that is over before that Fastify thinks that it has sent nothing.
    await reply.status(200).headers(HEADERS).type('application/json; charset=utf-8').send(renderChangesAnswer(page, request.id));
  }

  private async requireAccess({ credential, includeContact }: ChangesQuery): Promise<void> {
    await this.access.require(credential, 'messages', this.environment.SEARCH_WAIT_MS);
    if (includeContact) await this.access.require(credential, 'contacts', this.environment.SEARCH_WAIT_MS);
  }
}

function toChangesQuery(
  { locationId, since, limit, type, includeContact }: ChangesParameters,
  token: string,
  cacheControl?: string,
): ChangesQuery {
  const maxAgeMs = maxAgeOf(cacheControl);
  return {
    credential: { locationId, token },
    since,
    limit,
    messageTypes: type ? [...new Set(type.map((one) => normalizeMessageType(one, undefined)))] : null,
    includeContact,
    ...(maxAgeMs !== undefined && { maxAgeMs }),
  };
}
