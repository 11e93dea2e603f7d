import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { CONNECTION_STATUSES, CONNECTION_TYPES, ConnectedLocation } from '@app/messages';

const TRACE_ID = { description: 'The id of this request in our logs.', example: '0b6f1c1e7d1f4c1b9a523f0a3b0d9f11' };
const moment = (description: string) => ({ format: 'date-time', description, example: '2025-10-30T22:50:00.000Z' });

@ApiSchema({ name: 'Connection', description: 'A stored credential of a location, but for its secret.' })
export class ConnectionSchema {
  @ApiProperty({ description: 'The location.', example: 've9EPM428h8vShlRW1KT' }) locationId!: string;
  @ApiProperty({ enum: CONNECTION_TYPES, description: 'What kind of credential it is.', example: 'private-integration' })
  type!: ConnectedLocation['type'];
  @ApiProperty({
    enum: CONNECTION_STATUSES,
    description:
      'needs-reauthorization: it is not used any more until somebody brings another credential, or the key it is encrypted with.',
    example: 'active',
  })
  status!: ConnectedLocation['status'];
  @ApiProperty({
    type: String,
    nullable: true,
    description: "The agency whose installation it comes from; null when it is the location's own.",
    example: null,
  })
  companyId!: string | null;
  @ApiProperty(moment('When the location was connected.')) createdAt!: string;
  @ApiProperty(moment('When the credential or its status last changed.')) updatedAt!: string;
  @ApiProperty({
    ...moment('When the access token expires; it is refreshed before. Null for a token without end.'),
    type: String,
    nullable: true,
  })
  expiresAt!: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What went wrong last, as a code: unauthorized, bad-request, network, key-missing, ...; null when all is well.',
    example: null,
  })
  lastFailure!: string | null;
}

@ApiSchema({ name: 'ConnectionAnswer', description: 'A stored credential of a location, but for its secret.' })
export class ConnectionAnswerSchema extends ConnectionSchema {
  @ApiProperty(TRACE_ID) traceId!: string;
}

@ApiSchema({ name: 'ConnectionList', description: 'The connected locations, by id.' })
export class ConnectionListSchema {
  @ApiProperty({ type: () => [ConnectionSchema], description: 'This page of them.' }) connections!: ConnectionSchema[];
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What to give as after for the next page; null on the last one.',
    example: 've9EPM428h8vShlRW1KT',
  })
  nextAfter!: string | null;
  @ApiProperty({
    description: 'How many stored secrets are not yet encrypted with the first key of ENCRYPTION_KEYS: at 0 the others can be dropped.',
    example: 0,
  })
  underOldKeys!: number;
  @ApiProperty(TRACE_ID) traceId!: string;
}

@ApiSchema({ name: 'ConnectionDeletion', description: 'What was removed.' })
export class ConnectionDeletionSchema {
  @ApiProperty({ description: 'The location.', example: 've9EPM428h8vShlRW1KT' }) locationId!: string;
  @ApiProperty({ description: 'Whether there was a connection.', example: true }) deleted!: boolean;
  @ApiProperty({
    type: Object,
    nullable: true,
    additionalProperties: { type: 'integer' },
    description: 'With purge=true how many rows of the location were removed, by table; tables that had none are left out. Else null.',
    example: { connections: 1, contacts: 812, conversations: 930, coverage: 1, messages: 20000 },
  })
  purged!: Record<string, number> | null;
  @ApiProperty(TRACE_ID) traceId!: string;
}
