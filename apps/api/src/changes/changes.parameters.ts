import { ArrayMaxSize, IsBoolean, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { mustBe } from '../http/fault-message';
import { AsBoolean, AsList, AsWholeNumber } from '../http/parameter-transforms';
import { IsId } from '../http/parameter-validators';

export const MAX_LIMIT = 1000;
export const MAX_WAIT_SECONDS = 60;
const MAX_TYPES = 50;
const MESSAGE_TYPE = /^(TYPE_)?[A-Z0-9_]{1,64}$/i;
/** No position is as short as the two words. */
const SINCE = /^(now|beginning|[\w-]{20,1024})$/;

const types = { ...mustBe(`1 to ${MAX_TYPES} message types, comma separated or repeated, such as TYPE_CALL,TYPE_SMS`), each: true };
const limit = mustBe(`a whole number from 1 to ${MAX_LIMIT}`);
const wait = mustBe(`whole seconds from 0 to ${MAX_WAIT_SECONDS}`);

/** The parameters of the change feed. */
export class ChangesParameters {
  @IsId('the id of a location') readonly locationId!: string;

  @Matches(SINCE, mustBe('now, beginning, or the next of the answer before')) readonly since!: string;

  @AsWholeNumber() @IsInt(limit) @Min(1, limit) @Max(MAX_LIMIT, limit) readonly limit: number = 100;

  @IsOptional()
  @AsList()
  @ArrayMaxSize(MAX_TYPES, { ...types, each: false })
  @Matches(MESSAGE_TYPE, types)
  readonly type?: string[];

  @AsBoolean() @IsBoolean(mustBe('true or false')) readonly includeContact: boolean = false;

  @AsWholeNumber() @IsInt(wait) @Min(0, wait) @Max(MAX_WAIT_SECONDS, wait) readonly wait: number = 0;
}

/** The parameters that may have several values. */
export const LIST_PARAMETERS = ['type'] as const;
