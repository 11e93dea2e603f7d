import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { mustBe } from '../http/fault-message';
import { AsWholeNumber } from '../http/parameter-transforms';
import { IsId } from '../http/parameter-validators';

export const MAX_DEAD_LETTERS = 100;
const limit = mustBe(`a whole number from 1 to ${MAX_DEAD_LETTERS}`);
const id = mustBe('the id of a dead letter: up to 18 digits');
const DEAD_LETTER_ID = /^\d{1,18}$/;

/** The parameters of the list of dead letters. */
export class DeadLetterListParameters {
  @IsOptional() @IsId('the id of a location') readonly locationId?: string;

  @AsWholeNumber() @IsInt(limit) @Min(1, limit) @Max(MAX_DEAD_LETTERS, limit) readonly limit: number = MAX_DEAD_LETTERS;

  @Matches(DEAD_LETTER_ID, id) readonly after: string = '0';
}

/** Which dead letter. */
export class DeadLetterParameters {
  @Matches(DEAD_LETTER_ID, id) readonly id!: string;
}
