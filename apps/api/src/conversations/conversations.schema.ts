import { ApiProperty, ApiPropertyOptional, ApiSchema } from '@nestjs/swagger';
import { USER_ID_SOURCES, UserIdSource } from '@app/messages';

const text = (description: string, example: string) => ({ type: String, nullable: true, description, example });

@ApiSchema({
  name: 'UpstreamMessage',
  description:
    'A message exactly as LeadConnector sends it, whatever fields it has; any may be absent or null. Where it has no userId and somebody is known, userId and userIdSource are added.',
})
export class UpstreamMessageSchema {
  [field: string]: unknown;
  @ApiPropertyOptional(text("The message's id.", 'asd123AbCdEfGhIjKlMn')) id?: string | null;
  @ApiPropertyOptional({ type: Number, nullable: true, description: 'The number of the type: 1 call, 2 SMS, 3 e-mail.', example: 1 })
  type?: number | null;
  @ApiPropertyOptional(text('The type by name.', 'TYPE_CALL')) messageType?: string | null;
  @ApiPropertyOptional(text('inbound or outbound.', 'inbound')) direction?: string | null;
  @ApiPropertyOptional(text('completed, delivered, failed, ...', 'completed')) status?: string | null;
  @ApiPropertyOptional(text('The location.', 've9EPM428h8vShlRW1KT')) locationId?: string | null;
  @ApiPropertyOptional(text('The contact it was with.', 'con1AbCdEfGhIjKlMnOp')) contactId?: string | null;
  @ApiPropertyOptional(text('The conversation it is part of.', 'cnv1AbCdEfGhIjKlMnOp')) conversationId?: string | null;
  @ApiPropertyOptional(text('When it was created.', '2025-10-30T22:45:46.260Z')) dateAdded?: string | null;
  @ApiPropertyOptional(text('When it last changed.', '2025-10-30T22:47:06.137Z')) dateUpdated?: string | null;
  @ApiPropertyOptional(text("The user who handled it: LeadConnector's, or the one that was found out.", 'usr1AbCdEfGhIjKlMnOp'))
  userId?: string | null;
  @ApiPropertyOptional({
    enum: USER_ID_SOURCES,
    enumName: 'UserIdSource',
    description: "On what evidence userId was added; absent where the userId is LeadConnector's own, or nobody is known.",
    example: 'conversation',
  })
  userIdSource?: UserIdSource;
}

@ApiSchema({
  name: 'UpstreamConversation',
  description:
    "A conversation exactly as LeadConnector sends it, with its contact's names, e-mail and phone; any field may be absent or null.",
})
export class UpstreamConversationSchema {
  [field: string]: unknown;
  @ApiPropertyOptional(text("The conversation's id.", 'cnv1AbCdEfGhIjKlMnOp')) id?: string | null;
  @ApiPropertyOptional(text('The location.', 've9EPM428h8vShlRW1KT')) locationId?: string | null;
  @ApiPropertyOptional(text('The contact.', 'con1AbCdEfGhIjKlMnOp')) contactId?: string | null;
  @ApiPropertyOptional(text('The user it is assigned to.', 'usr1AbCdEfGhIjKlMnOp')) assignedTo?: string | null;
  @ApiPropertyOptional(text('The type of its last message.', 'TYPE_SMS')) lastMessageType?: string | null;
  @ApiPropertyOptional(text('The text of its last message.', 'See you at nine.')) lastMessageBody?: string | null;
  @ApiPropertyOptional({ type: Number, nullable: true, description: 'When that was, in epoch ms.', example: 1761864346000 })
  lastMessageDate?: number | null;
  @ApiPropertyOptional({ type: Number, nullable: true, description: 'Messages not read yet.', example: 0 }) unreadCount?: number | null;
  @ApiPropertyOptional(text("The contact's full name.", 'Ada Lovelace')) fullName?: string | null;
  @ApiPropertyOptional(text('The name it is shown under.', 'Ada Lovelace')) contactName?: string | null;
  @ApiPropertyOptional(text('Its company.', 'Analytical Engines')) companyName?: string | null;
  @ApiPropertyOptional(text('Its e-mail address.', 'ada@example.com')) email?: string | null;
  @ApiPropertyOptional(text('Its phone number.', '+15550001234')) phone?: string | null;
}

export const TRACE_ID = { description: 'The id of this request in our logs.', example: '0b6f1c1e7d1f4c1b9a523f0a3b0d9f11' };
const total = { type: Number, nullable: true, description: 'How many there are, all pages together.', example: 20000 };

@ApiSchema({ name: 'ConversationSearchPage', description: "LeadConnector's page of conversations." })
export class ConversationSearchPageSchema {
  [field: string]: unknown;
  @ApiProperty({ type: () => [UpstreamConversationSchema], description: 'The conversations.' })
  conversations!: UpstreamConversationSchema[];
  @ApiPropertyOptional(total) total?: number | null;
  @ApiProperty(TRACE_ID) traceId!: string;
}

@ApiSchema({ name: 'MessageExportPage', description: "LeadConnector's page of an export." })
export class MessageExportPageSchema {
  [field: string]: unknown;
  @ApiProperty({ type: () => [UpstreamMessageSchema], description: 'The messages.' }) messages!: UpstreamMessageSchema[];
  @ApiPropertyOptional(text('The cursor of the next page, ours; null on the last.', 'bm90LWEtcmVhbC1jdXJzb3I')) nextCursor?: string | null;
  @ApiPropertyOptional(total) total?: number | null;
  @ApiProperty(TRACE_ID) traceId!: string;
}

@ApiSchema({ name: 'ConversationMessageList', description: 'A page of the messages of a conversation, the newest first.' })
export class ConversationMessageListSchema {
  [field: string]: unknown;
  @ApiPropertyOptional(text('The id of the last message of the page.', 'asd123AbCdEfGhIjKlMn')) lastMessageId?: string | null;
  @ApiPropertyOptional({ type: Boolean, nullable: true, description: 'Whether more follow.', example: true }) nextPage?: boolean | null;
  @ApiProperty({ type: () => [UpstreamMessageSchema], description: 'The messages.' }) messages!: UpstreamMessageSchema[];
}

@ApiSchema({ name: 'ConversationMessagesPage', description: 'The page one level down, as LeadConnector sends it.' })
export class ConversationMessagesPageSchema {
  [field: string]: unknown;
  @ApiProperty({ type: () => ConversationMessageListSchema, description: 'The page.' }) messages!: ConversationMessageListSchema;
  @ApiProperty(TRACE_ID) traceId!: string;
}

@ApiSchema({ name: 'MessageAnswer', description: 'The message one level down, as LeadConnector sends it.' })
export class MessageAnswerSchema {
  [field: string]: unknown;
  @ApiProperty({ type: () => UpstreamMessageSchema, description: 'The message.' }) message!: UpstreamMessageSchema;
  @ApiProperty(TRACE_ID) traceId!: string;
}
