import { ArrayMaxSize, ArrayUnique, IsBoolean, IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { mustBe } from '../http/fault-message';
import { AsBoolean, AsList, AsMoment, AsWholeNumber } from '../http/parameter-transforms';
import { IsAfter, IsId, IsMoment, IsWithout, NeedsFor } from '../http/parameter-validators';
import { ALL_COLUMNS, Column, CONTACT_COLUMNS, USER_COLUMNS } from './csv.columns';
import { IsTextQuery } from './text-query.validator';

export const MAX_LIMIT = 1000;
const MAX_TYPES = 50;
const MESSAGE_TYPE = /^(TYPE_)?[A-Z0-9_]{1,64}$/i;
const STATUS = /^[\w-]{1,64}$/;

const types = { ...mustBe(`1 to ${MAX_TYPES} message types, comma separated or repeated, such as TYPE_CALL,TYPE_SMS`), each: true };
const limit = mustBe(`a whole number from 1 to ${MAX_LIMIT}`);
const columns = mustBe(`some of ${ALL_COLUMNS.join(', ')}, each once`);
const trueOrFalse = mustBe('true or false');

/** The parameters of a search, from the query or the JSON body. */
export class SearchParameters {
  @IsId('the id of a location') readonly locationId!: string;

  @AsList() @ArrayMaxSize(MAX_TYPES, { ...types, each: false }) @Matches(MESSAGE_TYPE, types) readonly type!: string[];

  @AsWholeNumber() @IsInt(limit) @Min(1, limit) @Max(MAX_LIMIT, limit) readonly limit: number = 100;

  @IsOptional() @AsMoment() @IsMoment() readonly startAfterDate?: Date;

  @IsOptional() @AsMoment() @IsAfter('startAfterDate') @IsMoment() readonly endDate?: Date;

  @IsIn(['asc', 'desc'], mustBe('asc or desc')) readonly sort: 'asc' | 'desc' = 'asc';

  @IsOptional()
  @IsWithout('lastMessageId')
  @Matches(/^[\w-]{1,2048}$/, mustBe('the nextCursor of the page before'))
  readonly cursor?: string;

  @IsOptional() @IsId('the id of a message') readonly lastMessageId?: string;

  @AsBoolean() @IsBoolean(trueOrFalse) readonly includeContact: boolean = false;

  @AsBoolean() @IsBoolean(trueOrFalse) readonly includeUser: boolean = false;

  @AsBoolean() @IsBoolean(trueOrFalse) readonly includeTotal: boolean = false;

  @AsBoolean() @IsBoolean(trueOrFalse) readonly allowPartial: boolean = false;

  @IsOptional() @IsId('the id of a user, or none') readonly userId?: string;

  @IsOptional() @IsId('the id of a contact') readonly contactId?: string;

  @IsOptional() @IsId('the id of a conversation') readonly conversationId?: string;

  @IsOptional() @IsIn(['inbound', 'outbound'], mustBe('inbound or outbound')) readonly direction?: string;

  @IsOptional() @Matches(STATUS, mustBe('a status of upstream, such as completed or delivered')) readonly status?: string;

  @IsOptional() @IsTextQuery() readonly query?: string;

  @IsOptional()
  @AsList()
  @NeedsFor(CONTACT_COLUMNS, 'includeContact')
  @NeedsFor(USER_COLUMNS, 'includeUser')
  @ArrayUnique(columns)
  @IsIn(ALL_COLUMNS, { ...columns, each: true })
  readonly columns?: Column[];
}

/** The parameters that may have several values. */
export const LIST_PARAMETERS = ['type', 'columns'] as const;
