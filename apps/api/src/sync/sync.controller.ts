import { applyDecorators, Controller, Delete, Get, HttpCode, Inject, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse } from '@nestjs/swagger';
import { FastifyRequest } from 'fastify';
import { AccessService } from '../access/access.service';
import { bearerTokenOf } from '../access/bearer-token';
import { OperatorDocs } from '../admin/admin.docs';
import { AdminGuard } from '../admin/admin.guard';
import { Environment } from '../config/environment';
import { ENVIRONMENT } from '../config/environment.token';
import { checkParameters } from '../http/check-parameters';
import { LocationErrorDocs, TRACE_HEADERS } from '../http/error.docs';
import { givenParameters } from '../http/given-parameters';
import { rateLimitHeaderDocs } from '../http/rate-limit.docs';
import { noteLocation } from '../http/request-location';
import { idSchema, RequestIdDocs } from '../openapi/parameter.docs';
import { SyncOrders } from './sync.orders';
import { SyncParameters } from './sync.parameters';
import { SyncReader } from './sync.reader';
import { SyncSchema } from './sync.schema';

@Controller('locations/:locationId/sync')
export class SyncController {
  constructor(
    private readonly access: AccessService,
    private readonly reader: SyncReader,
    private readonly orders: SyncOrders,
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
  @SyncDocs(200, 'The state of the copy.')
  @LocationErrorDocs()
  async getSync(
    @Param('locationId') locationId: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
  ): Promise<SyncSchema> {
    const token = bearerTokenOf(request.raw);
    this.check(request, query, locationId);
    await this.access.require({ locationId, token }, 'messages', this.environment.SEARCH_WAIT_MS);
    return this.reader.read(locationId, request.id);
  }

  @Post()
  @HttpCode(202)
  @ApiOperation({
    operationId: 'startSync',
    tags: ['Sync'],
    summary: 'Reads what is missing, now',
    description:
      "With the operator's key, starts the sync of a connected location, also after it was stopped. With a LeadConnector token, hastens it; where the location has no connection, all that is missing is read with that token, which is held in memory only, behind what anybody waits for.",
  })
  @SyncDocs(202, 'The state of the copy; what was asked for has begun or soon will.')
  @LocationErrorDocs()
  async startSync(
    @Param('locationId') locationId: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
  ): Promise<SyncSchema> {
    const token = bearerTokenOf(request.raw);
    this.check(request, query, locationId);
    await this.orders.begin({ locationId, token }, this.environment.SEARCH_WAIT_MS);
    return this.reader.read(locationId, request.id);
  }

  @Delete()
  @HttpCode(202)
  @UseGuards(AdminGuard)
  @ApiOperation({
    operationId: 'stopSync',
    tags: ['Sync'],
    summary: 'Stops the sync of a location until it is started again',
    description:
      'What is being read ends with the page in hand. Searches go on reading what they need with the tokens of their callers. Needs the operator’s key.',
  })
  @SyncDocs(202, 'The state of the copy.')
  @OperatorDocs()
  async stopSync(
    @Param('locationId') locationId: string,
    @Query() query: Record<string, unknown>,
    @Req() request: FastifyRequest,
  ): Promise<SyncSchema> {
    this.check(request, query, locationId);
    await this.orders.stop(locationId);
    return this.reader.read(locationId, request.id);
  }

  private check(request: FastifyRequest, query: Record<string, unknown>, locationId: string): void {
    checkParameters(SyncParameters, givenParameters({ ...query, locationId }, undefined, []));
    noteLocation(request, locationId);
  }
}

/** What the three routes have in common. */
function SyncDocs(status: number, description: string): MethodDecorator {
  return applyDecorators(
    ApiParam({
      name: 'locationId',
      description: 'The location.',
      schema: idSchema('ve9EPM428h8vShlRW1KT'),
    }),
    RequestIdDocs(),
    ApiResponse({ status, description, type: SyncSchema, headers: { ...rateLimitHeaderDocs(true), ...TRACE_HEADERS } }),
  );
}
