import { Controller, Get, Inject, Query, Req, Res } from '@nestjs/common';
import { ReportService } from '@app/messages';
import { FastifyReply, FastifyRequest } from 'fastify';
import { AccessService } from '../access/access.service';
import { noteExport } from '../audit/export.note';
import { bearerTokenOf } from '../access/bearer-token';
import { Right } from '../access/right';
import { ENVIRONMENT } from '../config/environment.token';
import { Environment } from '../config/environment';
import { checkParameters } from '../http/check-parameters';
import { copyHeaders } from '../http/copy-headers';
import { entityTag, matchesEntityTag } from '../http/entity-tag';
import { givenParameters } from '../http/given-parameters';
import { noteLocation } from '../http/request-location';
import { StatsDocs } from './stats.docs';
import { LIST_PARAMETERS, StatsParameters } from './stats.parameters';
import { toReportQuery } from './stats.query';

@Controller('messages/stats')
export class StatsController {
  constructor(
    private readonly access: AccessService,
    private readonly reports: ReportService,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  @Get()
  @StatsDocs()
  async countMessages(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const token = bearerTokenOf(request.raw);
    const parameters = checkParameters(StatsParameters, givenParameters(query, undefined, LIST_PARAMETERS));
    const { locationId, groupBy, timezone } = parameters;
    noteLocation(request, locationId);
    const credential = { locationId, token };
    const requireRight = (right: Right) => this.access.require(credential, right, this.environment.SEARCH_WAIT_MS);
    await requireRight('messages');
    // Names are shown with users only.
    if (groupBy.includes('user')) await requireRight('users');
    const reportQuery = toReportQuery(parameters, request.headers['cache-control']);
    const { synced, version, read } = await this.reports.prepare(reportQuery, credential);
    const tag = entityTag(version);
    const headers = copyHeaders(synced, tag);
    const { sent } = noteExport(request, { operation: 'stats', credential });
    if (matchesEntityTag(request.headers['if-none-match'], tag)) return void reply.status(304).headers(headers).send();
    const report = await read();
    sent(report.rows.length);
    const asOf = synced.asOf === null ? null : new Date(synced.asOf).toISOString();
    const answer = { groupBy, timezone, ...report, complete: synced.complete, asOf, traceId: request.id };
    // It may leave later than it's sent, compressed: of a handler that is over before that Fastify thinks that it has sent nothing.
    await reply.status(200).headers(headers).type('application/json; charset=utf-8').send(JSON.stringify(answer));
  }
}
