import { ApiProperty, ApiSchema } from '@nestjs/swagger';
import { BACKGROUND_STATES, BackgroundState } from '@app/messages';
import { WalkProgressSchema } from '../http/walk-progress.schema';

const bound = (description: string) => ({
  type: String,
  format: 'date-time',
  nullable: true,
  description,
  example: '2025-10-30T22:50:00.000Z',
});

@ApiSchema({ name: 'Window', description: 'A range of update dates.' })
export class WindowSchema {
  @ApiProperty(bound('Exclusive; null: from the first message on.')) startAfterDate!: string | null;
  @ApiProperty(bound('Inclusive; null: up to now.')) endDate!: string | null;
}

@ApiSchema({ name: 'ChannelSync', description: 'How far the copy of one channel is.' })
export class ChannelSyncSchema {
  @ApiProperty({
    enum: ['messages', 'email'],
    description: 'E-mail is read apart from everything else, once it is asked for.',
    example: 'messages',
  })
  channel!: string;
  @ApiProperty(bound('Every change up to this moment was seen; null before the first.')) asOf!: string | null;
  @ApiProperty({ description: 'Whether all history up to asOf is covered.', example: true }) complete!: boolean;
  @ApiProperty({ type: () => [WindowSchema], description: 'The ranges of which every message is stored.' }) coverage!: WindowSchema[];
}

@ApiSchema({ name: 'Walk', description: 'A reading of a window out of LeadConnector that is under way in this process.' })
export class WalkSchema {
  @ApiProperty({ enum: ['messages', 'email'], description: 'The channel that is read.', example: 'messages' }) channel!: string;
  @ApiProperty({ type: () => WindowSchema, description: 'The window that is read.' }) window!: WindowSchema;
  @ApiProperty({ format: 'date-time', description: 'When it began.', example: '2025-10-30T22:49:55.000Z' }) startedAt!: string;
  @ApiProperty({ type: () => WalkProgressSchema, description: 'How far it is.' }) progress!: WalkProgressSchema;
}

@ApiSchema({ name: 'Background', description: 'How the service keeps the location complete by itself.' })
export class BackgroundSchema {
  @ApiProperty({
    enum: BACKGROUND_STATES,
    description:
      'What is being done in some process: the newest is read (tail), history that is missing (backfill), who is assigned and what contacts are called (directory), or what is stored is compared with LeadConnector (sweep). Or why nothing is: it is all done (idle), stopped, the credential is refused (needs-reauthorization), or the last attempt failed and another follows (failing).',
    example: 'idle',
  })
  state!: BackgroundState;
  @ApiProperty(bound('When the newest is read again, unless an event hastens it; null while it will not be.')) nextTailAt!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why the last attempt failed; null when it did not.', example: 'server-error' })
  lastErrorCode!: string | null;
  @ApiProperty(bound('When the last seven days were last compared for deletions.')) lastSweepAt!: string | null;
  @ApiProperty(bound('Down to which update date older history was compared in this round; null at the beginning of one.')) sweptDownTo!:
    string | null;
}

@ApiSchema({ name: 'RateLimit', description: "What is left of the location's request budget, as this process knows it." })
export class RateLimitSchema {
  @ApiProperty({ description: 'Requests in any interval.', example: 100 }) limit!: number;
  @ApiProperty({ description: 'Requests that could leave now.', example: 87 }) remaining!: number;
  @ApiProperty({ description: 'The interval in milliseconds.', example: 10000 }) intervalMs!: number;
  @ApiProperty({ description: 'Milliseconds until all of it is free again.', example: 8100 }) resetMs!: number;
  @ApiProperty({ type: Number, nullable: true, description: "LeadConnector's daily limit; null before its first answer.", example: 200000 })
  dailyLimit!: number | null;
  @ApiProperty({ type: Number, nullable: true, description: 'What is left of it today (UTC).', example: 199310 }) dailyRemaining!:
    number | null;
}

@ApiSchema({ name: 'Sync', description: "How far a location's copy is." })
export class SyncSchema {
  @ApiProperty({ description: 'The location.', example: 've9EPM428h8vShlRW1KT' }) locationId!: string;
  @ApiProperty(bound('Every change up to this moment was seen, e-mail aside; null before the first.')) asOf!: string | null;
  @ApiProperty({ description: 'Whether all history up to asOf is covered, e-mail aside.', example: true }) complete!: boolean;
  @ApiProperty({ description: 'Messages stored, e-mail included.', example: 20000 }) stored!: number;
  @ApiProperty({ description: 'Records of LeadConnector that could not be read and were set aside.', example: 0 }) setAside!: number;
  @ApiProperty({ type: () => [ChannelSyncSchema], description: 'Channel by channel.' }) channels!: ChannelSyncSchema[];
  @ApiProperty({ type: () => [WalkSchema], description: 'What is being read now.' }) walks!: WalkSchema[];
  @ApiProperty({
    type: () => BackgroundSchema,
    nullable: true,
    description: 'How the service keeps it complete by itself; null for a location without a connection.',
  })
  background!: BackgroundSchema | null;
  @ApiProperty({ type: () => RateLimitSchema, description: 'The budget of requests to LeadConnector.' }) rateLimit!: RateLimitSchema;
  @ApiProperty({ description: 'The id of this request in our logs.', example: '0b6f1c1e7d1f4c1b9a523f0a3b0d9f11' }) traceId!: string;
}
