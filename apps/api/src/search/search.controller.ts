import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { SearchService } from '@app/messages';
import { FastifyReply, FastifyRequest } from 'fastify';
import { AccessService } from '../access/access.service';
import { bearerTokenOf } from '../access/bearer-token';
import { Right } from '../access/right';
import { ENVIRONMENT } from '../config/environment.token';
import { Environment } from '../config/environment';
import { entityTag, matchesEntityTag } from '../http/entity-tag';
import { checkParameters } from '../http/check-parameters';
import { givenParameters } from '../http/given-parameters';
import { noteLocation } from '../http/request-location';
import { renderSearchAnswer } from './search.answer';
import { SearchDocs } from './search.docs';
import { LIST_PARAMETERS, SearchParameters } from './search.parameters';
import { toSearchQuery } from './search.query';

@Controller('messages/search')
export class SearchController {
  constructor(
    private readonly access: AccessService,
    private readonly search: SearchService,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  @Get()
  @SearchDocs({ body: false })
  searchMessages(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(query, undefined, request, reply);
  }

  @Post()
  @HttpCode(200)
  @SearchDocs({ body: true })
  searchMessagesByBody(
    @Query() query: unknown,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.answer(query, body, request, reply);
  }

  private async answer(query: unknown, body: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const token = bearerTokenOf(request.raw);
    const parameters = checkParameters(SearchParameters, givenParameters(query, body, LIST_PARAMETERS));
    const { locationId, includeContact, includeTotal } = parameters;
    noteLocation(request, locationId);
    const credential = { locationId, token };
    const requireAccess = (right: Right) => this.access.require(credential, right, this.environment.SEARCH_WAIT_MS);
    await requireAccess('messages');
    const searchQuery = toSearchQuery(parameters, request.headers['cache-control']);
    const { synced, version, readPage } = await this.search.prepare(searchQuery, credential);
    // Asked for last: a walk of this search has mostly proved it by then.
    if (includeContact) await requireAccess('contacts');
    const tag = entityTag(version);
    const headers = {
      ...(synced.ageMs !== null && { Age: String(Math.floor(synced.ageMs / 1000)) }),
      'Cache-Control': 'private, no-cache',
      Vary: 'Authorization',
      ETag: tag,
    };
    if (request.method === 'GET' && matchesEntityTag(request.headers['if-none-match'], tag))
      return void reply.status(304).headers(headers).send();
    const page = await readPage();
    // Bytes with their content type set go out as they are: Nest and Fastify serialize nothing.
    void reply
      .status(200)
      .headers(headers)
      .type('application/json; charset=utf-8')
      .send(renderSearchAnswer(page, synced, includeTotal, request.id));
  }
}
