import { ArrayMaxSize, ArrayUnique, IsBoolean, IsIn, IsOptional, Matches } from 'class-validator';
import { GROUP_KEYS, GroupKey } from '@app/messages';
import { mustBe } from '../http/fault-message';
import { AsBoolean, AsList } from '../http/parameter-transforms';
import { IsId } from '../http/parameter-validators';
import { IsBound, IsNotBefore, IsZone } from './stats.validators';

const MAX_TYPES = 50;
const MESSAGE_TYPE = /^(TYPE_)?[A-Z0-9_]{1,64}$/i;
const STATUS = /^[\w-]{1,64}$/;

const types = { ...mustBe(`1 to ${MAX_TYPES} message types, comma separated or repeated, such as TYPE_CALL,TYPE_SMS`), each: true };
const keys = mustBe(`some of ${GROUP_KEYS.join(', ')}, each once, comma separated`);

/** The parameters of a report. */
export class StatsParameters {
  @IsId('the id of a location') readonly locationId!: string;

  @AsList() @ArrayMaxSize(MAX_TYPES, { ...types, each: false }) @Matches(MESSAGE_TYPE, types) readonly type!: string[];

  @IsOptional() @IsBound() readonly startDate?: string;

  @IsOptional() @IsNotBefore('startDate') @IsBound() readonly endDate?: string;

  @IsZone() readonly timezone: string = 'UTC';

  @AsList() @ArrayUnique(keys) @IsIn(GROUP_KEYS, { ...keys, each: true }) readonly groupBy: GroupKey[] = [];

  @AsBoolean() @IsBoolean(mustBe('true or false')) readonly allowPartial: boolean = false;

  @IsOptional() @IsId('the id of a user, or none') readonly userId?: string;

  @IsOptional() @IsIn(['inbound', 'outbound'], mustBe('inbound or outbound')) readonly direction?: string;

  @IsOptional() @Matches(STATUS, mustBe('a status of upstream, such as completed or delivered')) readonly status?: string;
}

/** The parameters that may have several values. */
export const LIST_PARAMETERS = ['type', 'groupBy'] as const;
