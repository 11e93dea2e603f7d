import { ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ name: 'WalkProgress', description: 'How far the reading of a window out of LeadConnector is.' })
export class WalkProgressSchema {
  @ApiProperty({ description: 'Messages read so far.', example: 12500 }) messagesRead!: number;
  @ApiProperty({ description: 'Of those, how many were new or changed.', example: 12500 }) messagesStored!: number;
  @ApiProperty({ description: 'Pages stored so far.', example: 25 }) pages!: number;
  @ApiProperty({
    type: Number,
    nullable: true,
    minimum: 0,
    maximum: 1,
    description: 'The share that is done; null while nothing can be said.',
    example: 0.62,
  })
  fraction!: number | null;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Estimated time left in milliseconds; null while nothing can be said.',
    example: 4200,
  })
  remainingMs!: number | null;
}
