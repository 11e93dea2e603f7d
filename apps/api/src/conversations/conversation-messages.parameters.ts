import { ArrayMaxSize, IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { mustBe } from '../http/fault-message';
import { AsList, AsWholeNumber } from '../http/parameter-transforms';
import { IsId } from '../http/parameter-validators';

export const MESSAGE_PAGE_LIMIT = 100;
export const MAX_MESSAGE_TYPES = 50;
const MESSAGE_TYPE = /^\w{1,64}$/;

const limit = mustBe(`a whole number from 1 to ${MESSAGE_PAGE_LIMIT}`);
const types = { ...mustBe(`1 to ${MAX_MESSAGE_TYPES} message types, comma separated or repeated, such as TYPE_CALL,TYPE_SMS`), each: true };

/** The parameters of upstream's list of a conversation's messages, as it documents them; types that it doesn't document are passed on. */
export class ConversationMessagesParameters {
  @IsId('the id of a conversation') readonly conversationId!: string;

  @IsOptional() @IsId('the id of a location') readonly 'X-Location-Id'?: string;

  @IsOptional() @IsId('the id of a message') readonly lastMessageId?: string;

  @IsOptional() @AsWholeNumber() @IsInt(limit) @Min(1, limit) @Max(MESSAGE_PAGE_LIMIT, limit) readonly limit?: number;

  @IsOptional()
  @AsList()
  @ArrayMaxSize(MAX_MESSAGE_TYPES, { ...types, each: false })
  @Matches(MESSAGE_TYPE, types)
  readonly type?: string[];
}

/** The parameters that may have several values. */
export const CONVERSATION_MESSAGES_LISTS = ['type'] as const;
