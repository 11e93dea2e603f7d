import { ApiProperty, ApiSchema } from '@nestjs/swagger';

@ApiSchema({ name: 'StreamEnd', description: 'The last line of a stream, which says that no message of it is missing.' })
export class StreamEndSchema {
  @ApiProperty({ description: 'Whether every message of the window, up to asOf, is there.', example: true }) complete!: boolean;
  @ApiProperty({ description: 'How many messages there were.', example: 17892 }) count!: number;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Every change up to this moment is in the answer; newer ones may be, too. Ask again from here not to miss a late one.',
    example: '2025-10-30T22:50:00.000Z',
  })
  asOf!: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The id of the last message; null when there was none.',
    example: 'asd123AbCdEfGhIjKlMn',
  })
  lastMessageId!: string | null;
  @ApiProperty({ description: 'The id of this request in our logs.', example: '0b6f1c1e7d1f4c1b9a523f0a3b0d9f11' }) traceId!: string;
}
