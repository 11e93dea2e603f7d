import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { LeadConnectorClient } from '@app/leadconnector';
import { StatusService } from '@app/messages';
import { FastifyRequest } from 'fastify';
import { AccessService } from '../access/access.service';
import { bearerTokenOf } from '../access/bearer-token';
import { Environment } from '../config/environment';
import { ENVIRONMENT } from '../config/environment.token';
import { checkParameters } from '../http/check-parameters';
import { LocationErrorDocs, TRACE_HEADERS } from '../http/error.docs';
import { givenParameters } from '../http/given-parameters';
import { toSyncAnswer } from './sync.answer';
import { SyncParameters } from './sync.parameters';
import { SyncSchema } from './sync.schema';

@Controller('locations/:locationId/sync')
export class SyncController {
  constructor(
    private readonly access: AccessService,
    private readonly status: StatusService,
    private readonly client: LeadConnectorClient,
    @Inject(ENVIRONMENT) private readonly environment: Environment,
  ) {}

  @Get()
  @ApiOperation({
    operationId: 'getSync',
    tags: ['Sync'],
    summary: "How far a location's copy is",
    description:
      'Which ranges of update dates are complete, how many messages are stored, what is being read and how far it is, and what is left of the rate budget.',
  })
  @ApiParam({
    name: 'locationId',
    description: 'The location.',
    schema: { type: 'string', minLength: 1, maxLength: 128, example: 've9EPM428h8vShlRW1KT' },
  })
  @ApiHeader({
    name: 'X-Request-Id',
    required: false,
    description: 'Becomes the trace id of the request.',
    schema: { type: 'string', minLength: 1, maxLength: 128, examples: ['nightly-export-17'] },
  })
  @ApiResponse({ status: 200, description: 'The state of the copy.', type: SyncSchema, headers: TRACE_HEADERS })
  @LocationErrorDocs()
  async getSync(
    @Param('locationId') locationId: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
  ): Promise<SyncSchema> {
    const token = bearerTokenOf(request.raw);
    checkParameters(SyncParameters, givenParameters({ ...query, locationId }, undefined, []));
    await this.access.require({ locationId, token }, 'messages', this.environment.SEARCH_WAIT_MS);
    return toSyncAnswer(locationId, await this.status.of(locationId), this.client.budget(locationId), request.id);
  }
}
