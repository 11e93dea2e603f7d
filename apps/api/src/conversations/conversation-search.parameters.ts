import { Transform } from 'class-transformer';
import { ArrayMaxSize, IsIn, IsInt, IsNumber, IsOptional, Matches, Max, MaxLength, Min } from 'class-validator';
import { mustBe } from '../http/fault-message';
import { readMoment } from '../http/moment';
import { AsList, AsMoment, AsNumber, AsWholeNumber } from '../http/parameter-transforms';
import { IsId, IsMoment } from '../http/parameter-validators';

export const CONVERSATION_PAGE_LIMIT = 100;
export const CONVERSATION_SORTS = ['last_message_date', 'last_manual_message_date', 'score_profile', 'overdue_at', 'due_at'] as const;
export const CONVERSATION_STATUSES = ['all', 'read', 'unread', 'starred', 'recents'] as const;
export const MAX_USER_IDS = 100;
const QUERY_CHARACTERS = 1_000;
const MESSAGE_TYPE = /^\w{1,64}$/;
const ONE_ID = /^[\x21-\x2b\x2d-\x7e]{1,128}$/;

const limit = mustBe(`a whole number from 1 to ${CONVERSATION_PAGE_LIMIT}`);
const userIds = { ...mustBe(`1 to ${MAX_USER_IDS} ids of users, comma separated or repeated`), each: true };
const number = mustBe('a number');
const sortValue = mustBe('the sort value of the last conversation of the page before: a number, such as its date in epoch milliseconds');

/** The parameters of upstream's search for conversations, as it documents them. */
export class ConversationSearchParameters {
  @IsId('the id of a location') readonly locationId!: string;

  @IsOptional() @AsWholeNumber() @IsInt(limit) @Min(1, limit) @Max(CONVERSATION_PAGE_LIMIT, limit) readonly limit?: number;

  @IsOptional() @IsIn(['asc', 'desc'], mustBe('asc or desc')) readonly sort?: 'asc' | 'desc';

  @IsOptional()
  @IsIn(CONVERSATION_SORTS, mustBe(`one of ${CONVERSATION_SORTS.join(', ')}`))
  readonly sortBy?: (typeof CONVERSATION_SORTS)[number];

  @IsOptional() @AsSortValue() @IsNumber({}, sortValue) readonly startAfterDate?: number;

  @IsOptional() @AsMoment() @IsMoment() readonly startDate?: Date;

  @IsOptional() @AsMoment() @IsMoment() readonly endDate?: Date;

  @IsOptional() @IsId('the id of a conversation') readonly id?: string;

  @IsOptional() @IsId('the id of a contact') readonly contactId?: string;

  @IsOptional() @IsUserIds() readonly assignedTo?: string[];

  @IsOptional() @IsUserIds() readonly followers?: string[];

  @IsOptional() @IsUserIds() readonly mentions?: string[];

  @IsOptional() @MaxLength(QUERY_CHARACTERS, mustBe(`text of at most ${QUERY_CHARACTERS} characters`)) readonly query?: string;

  @IsOptional()
  @IsIn(CONVERSATION_STATUSES, mustBe(`one of ${CONVERSATION_STATUSES.join(', ')}`))
  readonly status?: (typeof CONVERSATION_STATUSES)[number];

  @IsOptional() @Matches(MESSAGE_TYPE, mustBe('a message type such as TYPE_SMS')) readonly lastMessageType?: string;

  @IsOptional() @IsIn(['automated', 'manual'], mustBe('automated or manual')) readonly lastMessageAction?: 'automated' | 'manual';

  @IsOptional() @IsIn(['inbound', 'outbound'], mustBe('inbound or outbound')) readonly lastMessageDirection?: 'inbound' | 'outbound';

  @IsOptional() @IsId('the id of a score profile') readonly scoreProfile?: string;

  @IsOptional() @AsNumber() @IsNumber({}, number) readonly scoreProfileMin?: number;

  @IsOptional() @AsNumber() @IsNumber({}, number) readonly scoreProfileMax?: number;

  @IsOptional() @IsId('the id of a score profile') readonly sortScoreProfile?: string;
}

/** The parameters that may have several values. */
export const CONVERSATION_SEARCH_LISTS = ['assignedTo', 'followers', 'mentions'] as const;

function IsUserIds(): PropertyDecorator {
  return (target, property) => {
    for (const decorate of [AsList(), ArrayMaxSize(MAX_USER_IDS, { ...userIds, each: false }), Matches(ONE_ID, userIds)])
      decorate(target, property);
  };
}

/** A number stays what it is, whatever it is sorted by; a date in ISO 8601 becomes epoch ms. */
function AsSortValue(): PropertyDecorator {
  return (target, property) => {
    Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? (readMoment(value) ?? value) : value))(target, property);
    AsNumber()(target, property);
  };
}
