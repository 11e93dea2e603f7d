import { ApiProperty, ApiPropertyOptional, ApiSchema, getSchemaPath } from '@nestjs/swagger';
import { GROUP_KEYS, GroupKey } from '@app/messages';

@ApiSchema({ name: 'TalkTime', description: 'How long answered calls were, of those that say so.' })
export class TalkTimeSchema {
  @ApiProperty({ description: 'All together.', example: 5310 }) totalSeconds!: number;
  @ApiProperty({ type: Number, nullable: true, description: 'Half were shorter; null when there are none.', example: 53 }) medianSeconds!:
    number | null;
}

@ApiSchema({ name: 'MessageCounts', description: 'Counts of messages.' })
export class MessageCountsSchema {
  @ApiProperty({ description: 'Messages.', example: 120 }) count!: number;
  @ApiProperty({ description: 'Calls whose status is completed or answered.', example: 80 }) answered!: number;
  @ApiProperty({
    description: 'Calls whose status is busy, canceled, no-answer or voicemail. Any other status is neither.',
    example: 31,
  })
  missed!: number;
  @ApiProperty({ type: () => TalkTimeSchema, description: 'Of answered calls.' }) talkTime!: TalkTimeSchema;
}

@ApiSchema({ name: 'StatsUser', description: 'A user of the location.' })
export class StatsUserSchema {
  @ApiProperty({ description: "The user's id.", example: 'usr1AbCdEfGhIjKlMnOp' }) id!: string;
  @ApiProperty({ type: String, nullable: true, description: 'Null when unknown.', example: 'Grace Hopper' }) name!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Null when unknown.', example: 'grace@example.com' }) email!: string | null;
}

@ApiSchema({ name: 'StatsRow', description: 'The counts of one group, with the keys that were asked for.' })
export class StatsRowSchema extends MessageCountsSchema {
  @ApiPropertyOptional({
    allOf: [{ $ref: getSchemaPath(StatsUserSchema) }],
    nullable: true,
    description: 'Grouped by user; null for messages of nobody.',
  })
  user?: StatsUserSchema | null;
  @ApiPropertyOptional({ description: 'Grouped by day: the date in the time zone.', example: '2025-10-30' }) day?: string;
  @ApiPropertyOptional({ type: String, nullable: true, description: 'Grouped by direction.', example: 'inbound' }) direction?:
    string | null;
  @ApiPropertyOptional({ type: String, nullable: true, description: "Grouped by status: the message's.", example: 'completed' })
  status?: string | null;
}

@ApiSchema({ name: 'StatsAnswer', description: 'A report, and how complete what it was counted from is.' })
export class StatsAnswerSchema {
  @ApiProperty({ enum: GROUP_KEYS, isArray: true, description: 'The keys that were asked for.', example: ['user', 'day'] })
  groupBy!: GroupKey[];
  @ApiProperty({ description: 'The time zone of days.', example: 'Europe/Berlin' }) timezone!: string;
  @ApiProperty({
    type: () => [StatsRowSchema],
    description: 'Groups that have messages, ordered by their keys (users by id), null last; none without groupBy.',
  })
  rows!: StatsRowSchema[];
  @ApiProperty({ type: () => MessageCountsSchema, description: 'All groups together.' }) total!: MessageCountsSchema;
  @ApiProperty({ description: 'Whether every message of the dates, up to asOf, is counted.', example: true }) complete!: boolean;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Every change up to this moment is counted; newer ones may be, too.',
    example: '2025-10-30T22:50:00.000Z',
  })
  asOf!: string | null;
  @ApiProperty({ description: 'The id of this request in our logs.', example: '0b6f1c1e7d1f4c1b9a523f0a3b0d9f11' }) traceId!: string;
}
