import {
  Controller,
  Delete,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Post,
  Query,
  Req,
  UnprocessableEntityException,
  UseGuards,
} from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { EventsService } from '@app/messages';
import { FastifyRequest } from 'fastify';
import { OperatorDocs } from '../admin/admin.docs';
import { AdminGuard } from '../admin/admin.guard';
import { checkParameters } from '../http/check-parameters';
import { TRACE_HEADERS } from '../http/error.docs';
import { givenParameters } from '../http/given-parameters';
import { idSchema, QueryDocs, RequestIdDocs } from '../openapi/parameter.docs';
import { toDeadLetter } from './dead-letter.answer';
import { DeadLetterListParameters, DeadLetterParameters, MAX_DEAD_LETTERS } from './dead-letter.parameters';
import { DeadLettersSchema, InboxSchema, ReplayedSchema } from './webhooks.schema';

const DEAD_LETTER_ID = {
  name: 'id',
  description: 'The dead letter.',
  schema: { type: 'string' as const, pattern: '^\\d{1,18}$', example: '4711' },
};

/** What an operator sees of the events, and does about those that could not be applied. */
@Controller('webhooks')
@UseGuards(AdminGuard)
export class WebhooksController {
  constructor(private readonly events: EventsService) {}

  @Get('inbox')
  @ApiOperation({ operationId: 'getWebhookInbox', tags: ['Webhooks'], summary: "How far LeadConnector's events are applied" })
  @RequestIdDocs()
  @ApiResponse({ status: 200, description: 'What waits, and what was given up.', type: InboxSchema, headers: TRACE_HEADERS })
  @OperatorDocs()
  async getInbox(@Query() query: unknown, @Req() request: FastifyRequest): Promise<InboxSchema> {
    const [given] = Object.keys(givenParameters(query, undefined, []));
    if (given !== undefined) throw new UnprocessableEntityException([`${JSON.stringify(given)} is not a parameter; there are none`]);
    return { ...(await this.events.counts()), traceId: request.id };
  }

  @Get('dead-letters')
  @ApiOperation({ operationId: 'listDeadLetters', tags: ['Webhooks'], summary: 'The events that could not be applied' })
  @QueryDocs({
    locationId: { description: 'Only those of this location.', schema: idSchema('ve9EPM428h8vShlRW1KT') },
    limit: {
      description: 'Dead letters a page.',
      schema: { type: 'integer', minimum: 1, maximum: MAX_DEAD_LETTERS, default: MAX_DEAD_LETTERS },
    },
    after: {
      description: 'The page after this one: `next` of the page before.',
      schema: { type: 'string', pattern: '^\\d{1,18}$', examples: ['4711'] },
    },
  })
  @RequestIdDocs()
  @ApiResponse({ status: 200, description: 'A page of them.', type: DeadLettersSchema, headers: TRACE_HEADERS })
  @OperatorDocs()
  async listDeadLetters(@Query() query: unknown, @Req() request: FastifyRequest): Promise<DeadLettersSchema> {
    const { locationId = null, limit, after } = checkParameters(DeadLetterListParameters, givenParameters(query, undefined, []));
    const found = await this.events.list({ locationId, limit: limit + 1, after });
    const page = found.slice(0, limit);
    const next = found.length > limit ? (page.at(-1)?.id ?? null) : null;
    return { deadLetters: page.map(toDeadLetter), next, traceId: request.id };
  }

  @Post('dead-letters/:id/replay')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'replayDeadLetter',
    tags: ['Webhooks'],
    summary: 'Tries a dead letter again',
    description: 'As if it had just come, but as old as it was then. One that can not be read is read again, and stays where that fails.',
  })
  @ApiParam(DEAD_LETTER_ID)
  @RequestIdDocs()
  @ApiResponse({ status: 202, description: 'It is tried again.', type: ReplayedSchema, headers: TRACE_HEADERS })
  @OperatorDocs()
  async replay(@Param() path: unknown, @Req() request: FastifyRequest): Promise<ReplayedSchema> {
    const { id } = checkParameters(DeadLetterParameters, givenParameters(path, undefined, []));
    if (!(await this.events.replay(id))) throw unknown(id);
    return { id, traceId: request.id };
  }

  @Delete('dead-letters/:id')
  @HttpCode(204)
  @ApiOperation({ operationId: 'discardDeadLetter', tags: ['Webhooks'], summary: 'Removes a dead letter for good' })
  @ApiParam(DEAD_LETTER_ID)
  @RequestIdDocs()
  @ApiResponse({ status: 204, description: 'It is gone.', headers: TRACE_HEADERS })
  @OperatorDocs()
  async discard(@Param() path: unknown): Promise<void> {
    const { id } = checkParameters(DeadLetterParameters, givenParameters(path, undefined, []));
    if (!(await this.events.discard(id))) throw unknown(id);
  }
}

function unknown(id: string): NotFoundException {
  return new NotFoundException(`There is no dead letter ${id}.`);
}
