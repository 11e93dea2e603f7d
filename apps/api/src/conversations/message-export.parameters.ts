import { IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { mustBe } from '../http/fault-message';
import { AsMoment, AsWholeNumber } from '../http/parameter-transforms';
import { IsId, IsMoment } from '../http/parameter-validators';

export const EXPORT_CHANNELS = ['Call', 'SMS', 'Email', 'WhatsApp', 'Instagram', 'Facebook'] as const;
export const MIN_EXPORT_LIMIT = 10;
export const MAX_EXPORT_LIMIT = 500;
export const DEFAULT_EXPORT_LIMIT = 100;
/** Ours, or one that upstream gave before the client came here: whatever can stand in a URL. */
const CURSOR = /^[\x21-\x7e]{1,4096}$/;

const limit = mustBe(`a whole number from ${MIN_EXPORT_LIMIT} to ${MAX_EXPORT_LIMIT}`);

/** The parameters of upstream's export of messages, as it documents them. */
export class MessageExportParameters {
  @IsId('the id of a location') readonly locationId!: string;

  @AsWholeNumber()
  @IsInt(limit)
  @Min(MIN_EXPORT_LIMIT, limit)
  @Max(MAX_EXPORT_LIMIT, limit)
  readonly limit: number = DEFAULT_EXPORT_LIMIT;

  @IsOptional() @Matches(CURSOR, mustBe('the nextCursor of the page before')) readonly cursor?: string;

  @IsIn(['createdAt', 'updatedAt'], mustBe('createdAt or updatedAt')) readonly sortBy: 'createdAt' | 'updatedAt' = 'createdAt';

  @IsIn(['asc', 'desc'], mustBe('asc or desc')) readonly sortOrder: 'asc' | 'desc' = 'desc';

  @IsOptional() @IsId('the id of a conversation') readonly conversationId?: string;

  @IsOptional() @IsId('the id of a contact') readonly contactId?: string;

  @IsOptional() @IsIn(EXPORT_CHANNELS, mustBe(`one of ${EXPORT_CHANNELS.join(', ')}`)) readonly channel?: (typeof EXPORT_CHANNELS)[number];

  @IsOptional() @AsMoment() @IsMoment() readonly startDate?: Date;

  @IsOptional() @AsMoment() @IsMoment() readonly endDate?: Date;
}
