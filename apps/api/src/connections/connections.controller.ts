import { Body, Controller, Delete, Get, NotFoundException, Param, Put, Query, Req, UseGuards } from '@nestjs/common';
import { Connection, ConnectionAdmin, Purge } from '@app/messages';
import { FastifyRequest } from 'fastify';
import { AdminGuard } from '../admin/admin.guard';
import { checkParameters } from '../http/check-parameters';
import { givenParameters } from '../http/given-parameters';
import { TakesBody } from '../http/takes-body';
import { toConnectionAnswer } from './connections.answer';
import { DeleteConnectionDocs, GetConnectionDocs, ListConnectionsDocs, PutConnectionDocs } from './connections.docs';
import { ConnectionListParameters, ConnectionParameters, DeletionParameters, LocationParameters } from './connections.parameters';
import { ConnectionAnswerSchema, ConnectionDeletionSchema, ConnectionListSchema } from './connections.schema';
import { tokenRefusal } from './token.refusal';

type Given = Record<string, unknown>;

/** The operator's view of the stored credentials. */
@Controller()
@UseGuards(AdminGuard)
export class ConnectionsController {
  constructor(
    private readonly connections: ConnectionAdmin,
    private readonly purge: Purge,
  ) {}

  @Get('connections')
  @ListConnectionsDocs()
  async list(@Query() query: Given, @Req() request: FastifyRequest): Promise<ConnectionListSchema> {
    const { limit, after = '' } = checkParameters(ConnectionListParameters, givenParameters(query, undefined, []));
    const [{ connections, next }, underOldKeys] = await Promise.all([
      this.connections.page(after, limit),
      this.connections.remainingUnderOldKeys(),
    ]);
    return { connections: connections.map(toConnectionAnswer), nextAfter: next, underOldKeys, traceId: request.id };
  }

  @Put('locations/:locationId/connection')
  @TakesBody()
  @PutConnectionDocs()
  async put(
    @Param('locationId') locationId: string,
    @Query() query: Given,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
  ): Promise<ConnectionAnswerSchema> {
    // A token in a query would stand in the logs of whatever is in between.
    checkParameters(LocationParameters, givenParameters({ ...query, locationId }, undefined, []));
    const { token } = checkParameters(ConnectionParameters, givenParameters({ locationId }, body, []));
    const connection = await this.connections.putToken({ locationId, token }).catch((error: unknown) => {
      throw tokenRefusal(error);
    });
    return answerOf(locationId, connection, request);
  }

  @Get('locations/:locationId/connection')
  @GetConnectionDocs()
  async get(
    @Param('locationId') locationId: string,
    @Query() query: Given,
    @Req() request: FastifyRequest,
  ): Promise<ConnectionAnswerSchema> {
    checkParameters(LocationParameters, givenParameters({ ...query, locationId }, undefined, []));
    return answerOf(locationId, await this.connections.find(locationId), request);
  }

  @Delete('locations/:locationId/connection')
  @DeleteConnectionDocs()
  async delete(
    @Param('locationId') locationId: string,
    @Query() query: Given,
    @Req() request: FastifyRequest,
  ): Promise<ConnectionDeletionSchema> {
    const { purge } = checkParameters(DeletionParameters, givenParameters({ ...query, locationId }, undefined, []));
    if (!purge) return { locationId, deleted: await this.connections.delete(locationId), purged: null, traceId: request.id };
    const purged = await this.purge.of(locationId);
    return { locationId, deleted: 'connections' in purged, purged, traceId: request.id };
  }
}

function answerOf(locationId: string, connection: Connection | null, { id }: FastifyRequest): ConnectionAnswerSchema {
  if (!connection) throw new NotFoundException(`Location ${locationId} has no connection.`);
  return { ...toConnectionAnswer(connection), traceId: id };
}
