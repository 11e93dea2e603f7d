import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { ChangeAction } from '@app/messages';
import { MessageSchema } from '../search/search.schema';

@ApiSchema({ name: 'Change', description: 'What became of a message.' })
export class ChangeSchema {
  @ApiProperty({
    enum: ['added', 'changed', 'deleted'],
    description: 'deleted: LeadConnector has it no more. added and changed both bring the message as it is now: store it under its id.',
    example: 'changed',
  })
  action!: ChangeAction;
  @ApiProperty({ description: "The message's id.", example: 'asd123AbCdEfGhIjKlMn' }) id!: string;
  @ApiProperty({ type: () => MessageSchema, nullable: true, description: 'The message as it is now; null when it was deleted.' })
  message!: MessageSchema | null;
  @ApiPropertyOptional({
    format: 'date-time',
    description: 'Of a deletion: when it was noticed. LeadConnector tells of none.',
    example: '2025-10-31T09:00:00.000Z',
  })
  dateDeleted?: string;
}

@ApiSchema({ name: 'ChangesAnswer', description: 'Changes in the order in which they were stored.' })
export class ChangesAnswerSchema {
  @ApiProperty({ type: () => [ChangeSchema], description: 'The changes; none when nothing changed.' }) changes!: ChangeSchema[];
  @ApiProperty({
    description: 'Where to go on: the since of the next request. Keep it once what came with it is kept.',
    example: 'bm90LWEtcmVhbC1wb3NpdGlvbg',
  })
  next!: string;
  @ApiProperty({ description: 'The id of this request in our logs.', example: '0b6f1c1e7d1f4c1b9a523f0a3b0d9f11' }) traceId!: string;
}
