import { Equals, IsIn, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { mustBe } from '../http/fault-message';
import { AsBoolean, AsWholeNumber } from '../http/parameter-transforms';
import { IsId } from '../http/parameter-validators';

const limit = mustBe('a whole number from 1 to 1000');
/** What was given is never shown. */
const aToken = { message: 'token must be a LeadConnector token: 1 to 8192 characters of RFC 6750' };

export class LocationParameters {
  @IsId('the id of a location') readonly locationId!: string;
}

/** The body of a PUT, with the location of its path. */
export class ConnectionParameters extends LocationParameters {
  @Equals('private-integration', mustBe('"private-integration"; OAuth connections are made by GET /oauth/install')) readonly type!: string;
  @Matches(/^[A-Za-z0-9\-._~+/]{1,8192}=*$/, aToken) readonly token!: string;
}

export class DeletionParameters extends LocationParameters {
  @AsBoolean() @IsIn([true, false], mustBe('true or false')) readonly purge: boolean = false;
}

export class ConnectionListParameters {
  @AsWholeNumber() @IsInt(limit) @Min(1, limit) @Max(1_000, limit) readonly limit: number = 100;
  @IsOptional() @IsId('the id of a location, after which the page begins') readonly after?: string;
}
