import { ApiProperty, ApiSchema } from '@nestjs/swagger';

const TRACE_ID = { description: 'The id of this request in our logs.', example: '0b6f1c1e7d1f4c1b9a523f0a3b0d9f11' };
const moment = (description: string) => ({ format: 'date-time', description, example: '2025-10-30T22:47:07.000Z' });

@ApiSchema({ name: 'DeadLetter', description: 'An event that could not be applied.' })
export class DeadLetterSchema {
  @ApiProperty({ description: 'Its id here.', example: '4711' }) id!: string;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Its location; null when it can not be read.',
    example: 've9EPM428h8vShlRW1KT',
  })
  locationId!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Its type; null when it can not be read.', example: 'ContactUpdate' })
  type!: string | null;
  @ApiProperty({ type: String, nullable: true, ...moment('When it happened, by its own word.') }) timestamp!: string | null;
  @ApiProperty(moment('When it came.')) receivedAt!: string;
  @ApiProperty(moment('When it was given up.')) diedAt!: string;
  @ApiProperty({ description: 'How often it was tried; 0 when it can not be read.', example: 8 }) attempts!: number;
  @ApiProperty({ description: 'What went wrong last.', example: 'TypeError' }) reason!: string;
  @ApiProperty({ description: 'Its body as text, at most the first 2,000 bytes.', example: '{"type":"ContactUpdate"}' }) body!: string;
  @ApiProperty({ description: 'How long its body is, in bytes.', example: 24 }) bodyBytes!: number;
}

@ApiSchema({ name: 'DeadLetters', description: 'Events that could not be applied, those first that came first.' })
export class DeadLettersSchema {
  @ApiProperty({ type: () => [DeadLetterSchema], description: 'A page of them.' }) deadLetters!: DeadLetterSchema[];
  @ApiProperty({ type: String, nullable: true, description: '`after` of the next page; null when there is none.', example: '4711' })
  next!: string | null;
  @ApiProperty(TRACE_ID) traceId!: string;
}

@ApiSchema({ name: 'ReplayedDeadLetter', description: 'An event that is tried again.' })
export class ReplayedSchema {
  @ApiProperty({ description: 'Its id here.', example: '4711' }) id!: string;
  @ApiProperty(TRACE_ID) traceId!: string;
}

@ApiSchema({ name: 'WebhookInbox', description: "How far LeadConnector's events are applied." })
export class InboxSchema {
  @ApiProperty({ description: 'Events that wait for being applied.', example: 3 }) waiting!: number;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'How long the oldest of them has been waiting, in milliseconds; null when none waits.',
    example: 812,
  })
  oldestWaitingMs!: number | null;
  @ApiProperty({ description: 'Events that were given up.', example: 0 }) dead!: number;
  @ApiProperty(TRACE_ID) traceId!: string;
}
