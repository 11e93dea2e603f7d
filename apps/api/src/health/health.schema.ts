import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { ErrorSchema } from '../http/error.schema';

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
export class NotReadySchema extends ErrorSchema {
  @ApiPropertyOptional({ ...parts, description: 'All that was checked.', example: { store: { status: 'down' } } }) details?: object;
}
