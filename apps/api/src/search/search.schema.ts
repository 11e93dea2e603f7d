import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { USER_ID_SOURCES, UserIdSource } from '@app/messages';

@ApiSchema({ name: 'Call', description: 'What is known of a call.' })
export class CallSchema {
  @ApiPropertyOptional({ type: Number, nullable: true, description: 'Seconds.', example: 53 }) duration?: number | null;
  @ApiPropertyOptional({ type: String, nullable: true, description: 'completed, no-answer, busy, voicemail, ...', example: 'completed' })
  status?: string | null;
}

@ApiSchema({ name: 'MessageMeta', description: "Details by message type; LeadConnector's other fields are kept." })
export class MessageMetaSchema {
  [field: string]: unknown;
  @ApiPropertyOptional({ type: () => CallSchema, description: 'Of calls.' }) call?: CallSchema;
}

@ApiSchema({
  name: 'Message',
  description:
    "A message as LeadConnector has it, whatever fields it has, with the user it belongs to and, if asked for, its contact's data.",
})
export class MessageSchema {
  [field: string]: unknown;
  @ApiProperty({ description: "The message's id.", example: 'asd123AbCdEfGhIjKlMn' }) id!: string;
  @ApiPropertyOptional({ type: Number, description: "LeadConnector's number of the type: 1 call, 2 SMS, 3 e-mail.", example: 1 })
  type?: number;
  @ApiProperty({ description: 'The type by name, always with its TYPE_ prefix.', example: 'TYPE_CALL' }) messageType!: string;
  @ApiProperty({ type: String, nullable: true, description: 'inbound or outbound.', example: 'inbound' }) direction!: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'completed, delivered, failed, ...', example: 'completed' }) status!:
    string | null;
  @ApiProperty({ description: 'The location.', example: 've9EPM428h8vShlRW1KT' }) locationId!: string;
  @ApiProperty({ type: String, nullable: true, description: 'The contact it was with.', example: 'con1AbCdEfGhIjKlMnOp' }) contactId!:
    string | null;
  @ApiProperty({ type: String, nullable: true, description: 'The conversation it is part of.', example: 'cnv1AbCdEfGhIjKlMnOp' })
  conversationId!: string | null;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The user who handled it; null when there is no evidence of anybody.',
    example: 'usr1AbCdEfGhIjKlMnOp',
  })
  userId!: string | null;
  @ApiProperty({
    enum: USER_ID_SOURCES,
    enumName: 'UserIdSource',
    description:
      "The evidence: LeadConnector's own userId on the message, that of its event, the conversation's or the contact's assignee, a user configured for the location, or none.",
    example: 'conversation',
  })
  userIdSource!: UserIdSource;
  @ApiProperty({ format: 'date-time', description: 'When it was created.', example: '2025-10-30T22:45:46.260Z' }) dateAdded!: string;
  @ApiProperty({
    format: 'date-time',
    description: 'When it last changed; dateAdded if it never did.',
    example: '2025-10-30T22:47:06.137Z',
  })
  dateUpdated!: string;
  @ApiPropertyOptional({ description: 'The text.', example: 'Thanks, see you at nine.' }) body?: string;
  @ApiPropertyOptional({ type: () => MessageMetaSchema, description: 'Details by type.' }) meta?: MessageMetaSchema;
  @ApiPropertyOptional({ description: "The carrier's id.", example: 'CAxxxx' }) altId?: string;
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: "With includeContact: the contact's full name.",
    example: 'Ada Lovelace',
  })
  fullName?: string | null;
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'With includeContact: the name it is shown under.',
    example: 'Ada Lovelace',
  })
  contactName?: string | null;
  @ApiPropertyOptional({ type: String, nullable: true, description: 'With includeContact: its company.', example: 'Analytical Engines' })
  companyName?: string | null;
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: 'With includeContact: its e-mail address.',
    example: 'ada@example.com',
  })
  email?: string | null;
  @ApiPropertyOptional({ type: String, nullable: true, description: 'With includeContact: its phone number.', example: '+15550001234' })
  phone?: string | null;
  @ApiPropertyOptional({ type: String, nullable: true, description: "With includeUser: the user's name.", example: 'Grace Hopper' })
  userName?: string | null;
  @ApiPropertyOptional({
    type: String,
    nullable: true,
    description: "With includeUser: the user's e-mail address.",
    example: 'grace@example.com',
  })
  userEmail?: string | null;
}

@ApiSchema({ name: 'MessagePage', description: 'One page of messages.' })
export class MessagePageSchema {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The id of the last message of the page; null on an empty page.',
    example: 'asd123AbCdEfGhIjKlMn',
  })
  lastMessageId!: string | null;
  @ApiProperty({ description: 'Whether more follow.', example: true }) nextPage!: boolean;
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The cursor of the next page; null on the last.',
    example: 'bm90LWEtcmVhbC1jdXJzb3I',
  })
  nextCursor!: string | null;
  @ApiProperty({ type: () => [MessageSchema], description: 'The messages, by (dateUpdated, id).' }) messages!: MessageSchema[];
}

@ApiSchema({ name: 'SearchAnswer', description: 'A page of a search, and how complete what it was read from is.' })
export class SearchAnswerSchema {
  @ApiProperty({ type: () => MessagePageSchema, description: 'The page.' }) messages!: MessagePageSchema;
  @ApiProperty({ description: 'Whether every message of the window, up to asOf, is there.', example: true }) complete!: boolean;
  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Every change up to this moment is in the answer; newer ones may be, too. Ask again from here not to miss a late one.',
    example: '2025-10-30T22:50:00.000Z',
  })
  asOf!: string | null;
  @ApiPropertyOptional({ description: 'With includeTotal: how many messages the search has, all pages together.', example: 20000 })
  total?: number;
  @ApiProperty({ description: 'The id of this request in our logs.', example: '0b6f1c1e7d1f4c1b9a523f0a3b0d9f11' }) traceId!: string;
}
