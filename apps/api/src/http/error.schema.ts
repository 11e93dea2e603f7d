import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';

const TRACE_ID = {
  description: "The caller's X-Request-Id, or one made for the request. Also in the X-Trace-Id header.",
  example: '0b6f1c1e-7d1f-4c1b-9a52-3f0a3b0d9f11',
};

@ApiSchema({ name: 'Error', description: 'An error, in the shape of LeadConnector.' })
export class ErrorSchema {
  @ApiProperty({ description: 'The HTTP status.', example: 401 }) statusCode!: number;
  @ApiProperty({ description: 'What is wrong, in a sentence.', example: 'Invalid JWT' }) message!: string;
  @ApiProperty({ description: "The status's name.", example: 'Unauthorized' }) error!: string;
  @ApiProperty(TRACE_ID) traceId!: string;
}

@ApiSchema({ name: 'ValidationError', description: 'What is wrong with the parameters, every fault at once.' })
export class ValidationErrorSchema {
  @ApiProperty({ description: 'The HTTP status.', example: 422 }) statusCode!: number;
  @ApiProperty({
    type: [String],
    description: 'One sentence a fault: the parameter, what is allowed, what was given.',
    example: [
      'limit must be a whole number from 1 to 1000; given "ten"',
      'locationId must be the id of a location: 1 to 128 printable characters without spaces; it is missing',
    ],
  })
  message!: string[];
  @ApiProperty({ description: "The status's name.", example: 'Unprocessable Entity' }) error!: string;
  @ApiProperty(TRACE_ID) traceId!: string;
}

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

@ApiSchema({ name: 'UnavailableError', description: 'The request can not be answered now; Retry-After says when to try again.' })
export class UnavailableErrorSchema {
  @ApiProperty({ description: 'The HTTP status.', example: 503 }) statusCode!: number;
  @ApiProperty({ description: 'Why not.', example: 'The window is still being read from LeadConnector.' }) message!: string;
  @ApiProperty({ description: "The status's name.", example: 'Service Unavailable' }) error!: string;
  @ApiProperty(TRACE_ID) traceId!: string;
  @ApiPropertyOptional({
    type: () => WalkProgressSchema,
    nullable: true,
    description: 'When the window is still being read: how far that is. The reading goes on meanwhile.',
  })
  progress?: WalkProgressSchema | null;
}
