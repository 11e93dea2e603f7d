import { ApiProperty, ApiSchema } from '@nestjs/swagger';

const parts = {
  type: 'object' as const,
  additionalProperties: { type: 'object' as const, properties: { status: { type: 'string' as const, enum: ['up', 'down'] } } },
};

@ApiSchema({ name: 'Health', description: 'What was checked, and that it is up.' })
export class HealthSchema {
  @ApiProperty({ enum: ['ok'], description: 'Always ok.', example: 'ok' }) status!: string;
  @ApiProperty({ ...parts, description: 'What is up.', example: { store: { status: 'up' } } }) info!: object;
  @ApiProperty({ ...parts, description: 'What is down: nothing.', example: {} }) error!: object;
  @ApiProperty({ ...parts, description: 'All that was checked.', example: { store: { status: 'up' } } }) details!: object;
}

@ApiSchema({ name: 'NotReadyError', description: 'What is down.' })
export class NotReadySchema {
  @ApiProperty({ type: 'integer', enum: [503], description: 'The HTTP status.', example: 503 }) statusCode!: number;
  @ApiProperty({ description: 'That something is down.', example: 'Service Unavailable Exception' }) message!: string;
  @ApiProperty({ description: "The status's name.", example: 'Service Unavailable' }) error!: string;
  @ApiProperty({ enum: ['not-ready'], description: 'What is wrong, for programs.', example: 'not-ready' }) code!: string;
  @ApiProperty({ description: 'The id of this request in our logs.', example: '0b6f1c1e7d1f4c1b9a523f0a3b0d9f11' }) traceId!: string;
  @ApiProperty({ ...parts, description: 'All that was checked.', example: { store: { status: 'down' } } }) details!: object;
}
