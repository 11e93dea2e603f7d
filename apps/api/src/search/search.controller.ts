import { Body, Controller, Get, HttpCode, Inject, Post, Query, Req, Res } from '@nestjs/common';
import { PreparedSearch, SearchService } from '@app/messages';
import { FastifyReply, FastifyRequest } from 'fastify';
import { AccessService } from '../access/access.service';
import { bearerTokenOf } from '../access/bearer-token';
import { Right } from '../access/right';
import { ExportNote, noteExport } from '../audit/export.note';
import { ENVIRONMENT } from '../config/environment.token';
import { Environment } from '../config/environment';
import { copyHeaders } from '../http/copy-headers';
import { entityTag, matchesEntityTag } from '../http/entity-tag';
import { checkParameters } from '../http/check-parameters';
import { givenParameters } from '../http/given-parameters';
import { noteLocation } from '../http/request-location';
import { Stopping } from '../http/stopping';
import { sendAsItComes } from '../http/stream-reply';
import { TakesBody } from '../http/takes-body';
import { Csv } from './csv';
import { standardColumns } from './csv.columns';
import { renderSearchAnswer } from './search.answer';
import { SearchDocs } from './search.docs';
import { faultsOfFormat, formatOf, SearchFormat } from './search.format';
import { LIST_PARAMETERS, SearchParameters } from './search.parameters';
import { toSearchQuery } from './search.query';
import { begun, counted, csvFile, ndjson, streamHeaders } from './search.stream';

interface PageRequest {
  readonly parameters: SearchParameters;
  readonly headers: Readonly<Record<string, string>>;
  /** To be called when there is an answer. */
  readonly note: () => ExportNote;
}

interface StreamRequest extends PageRequest {
  readonly format: Exclude<SearchFormat, 'json'>;
  /** @throws when the token may not read any more */
  readonly requireAccess: () => Promise<void>;
}

/**
 * Each answer is awaited: it may leave later than it's sent, compressed or as a stream, and of a handler that is over before that Fastify
 * thinks that it has sent nothing.
 */
@Controller('messages/search')
export class SearchController {
  constructor(
    private readonly access: AccessService,
    private readonly search: SearchService,
    private readonly stopping: Stopping,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  @Get()
  @SearchDocs({ body: false })
  searchMessages(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.answer(query, undefined, request, reply);
  }

  @Post()
  @HttpCode(200)
  @TakesBody()
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
    const format = formatOf(request.headers.accept, request.raw.httpVersion);
    const given = givenParameters(query, body, LIST_PARAMETERS);
    const parameters = checkParameters(SearchParameters, given, faultsOfFormat(format, given));
    const { locationId, includeUser } = parameters;
    const readsContacts = parameters.includeContact || parameters.query !== undefined;
    noteLocation(request, locationId);
    const credential = { locationId, token };
    const requireRight = (right: Right) => this.access.require(credential, right, this.environment.SEARCH_WAIT_MS);
    await requireRight('messages');
    // Asked for first: the proof brings the users' names, and with them the version that is answered.
    if (includeUser) await requireRight('users');
    const prepared = await this.search.prepare(toSearchQuery(parameters, request.headers['cache-control']), credential);
    // Asked for last: a walk of this search has mostly proved it by then.
    if (readsContacts) await requireRight('contacts');
    const { synced, version } = prepared;
    const tag = entityTag(format === 'json' ? version : [version, format, ...(parameters.columns ?? [])].join('.'));
    // Of answers alone: an error has none of them.
    const headers = copyHeaders(synced, tag);
    const operation = format === 'json' ? 'search' : `search-${format}`;
    const note = () => noteExport(request, { operation, credential, hasWaited: synced.hasWaited });
    if (request.method === 'GET' && matchesEntityTag(request.headers['if-none-match'], tag))
      return (note(), void reply.status(304).headers(headers).send());
    if (format === 'json') return this.sendPage(prepared, { parameters, headers, note }, reply);
    const requireAccess = async () => {
      await requireRight('messages');
      if (readsContacts) await requireRight('contacts');
      if (includeUser) await requireRight('users');
    };
    return this.sendStream(prepared, { format, parameters, headers, note, requireAccess }, reply);
  }

  private async sendPage(
    { synced, readPage }: PreparedSearch,
    { parameters: { includeTotal }, headers, note }: PageRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const page = await readPage();
    note().sent(page.count);
    // Bytes with their content type set go out as they are: Nest and Fastify serialize nothing.
    await reply
      .status(200)
      .headers(headers)
      .type('application/json; charset=utf-8')
      .send(renderSearchAnswer(page, synced, includeTotal, reply.request.id));
  }

  private async sendStream(
    { synced, readAll }: PreparedSearch,
    { format, parameters, headers, note, requireAccess }: StreamRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { columns } = parameters;
    const read = await begun(readAll(), requireAccess);
    const messages = counted(read, note().sent);
    void reply.status(200).headers({ ...headers, ...streamHeaders(format, synced) });
    const bytes =
      format === 'csv'
        ? csvFile(messages, new Csv(columns ?? standardColumns(parameters)))
        : ndjson(messages, { synced, traceId: reply.request.id });
    // To say how it would be answered, nothing more need be read.
    if (reply.request.method === 'HEAD') return void (await read.return(), reply.send());
    sendAsItComes(reply, bytes, this.stopping.signal);
    await reply;
  }
}
