import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiParam, getSchemaPath } from '@nestjs/swagger';
import { idSchema, SchemaObject } from '../openapi/parameter.docs';
import { CONVERSATION_MESSAGES_PARAMETERS } from './conversation-messages.docs';
import { CONVERSATION_SEARCH_PARAMETERS } from './conversation-search.docs';
import {
  ConversationMessageListSchema,
  ConversationMessagesPageSchema,
  ConversationSearchPageSchema,
  MessageAnswerSchema,
  MessageExportPageSchema,
  TRACE_ID,
  UpstreamMessageSchema,
} from './conversations.schema';
import { MESSAGE_EXPORT_PARAMETERS } from './message-export.docs';
import { ReadDocs } from './read.docs';

const traceId: SchemaObject = { type: 'string', ...TRACE_ID };
const UNTOUCHED = "The answer has LeadConnector's own shape, fields that nobody documented included.";
const WITH_USERS = `${UNTOUCHED} Where a message has no userId, the one that the evidence names is added, with userIdSource.`;

export function ConversationSearchDocs(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(ConversationSearchPageSchema),
    ReadDocs({
      operationId: 'searchConversations',
      summary: 'Search conversations',
      description: `LeadConnector's search for conversations. ${UNTOUCHED}`,
      parameters: CONVERSATION_SEARCH_PARAMETERS,
      answer: { $ref: getSchemaPath(ConversationSearchPageSchema) },
      isLocated: true,
    }),
  );
}

export function MessageExportDocs(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(MessageExportPageSchema),
    ReadDocs({
      operationId: 'exportMessages',
      summary: 'Export messages',
      description: `LeadConnector's export of messages, with a cursor that never expires. ${WITH_USERS}`,
      parameters: MESSAGE_EXPORT_PARAMETERS,
      answer: { $ref: getSchemaPath(MessageExportPageSchema) },
      isLocated: true,
    }),
  );
}

export function MessageDocs(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(MessageAnswerSchema, UpstreamMessageSchema),
    ApiParam({ name: 'id', description: 'The message.', schema: { ...idSchema('asd123AbCdEfGhIjKlMn') } }),
    ReadDocs({
      operationId: 'getMessage',
      summary: 'Read a message',
      description: `LeadConnector's message by its id. ${WITH_USERS}`,
      parameters: {},
      answer: orAsPublished(MessageAnswerSchema, {
        description: 'The message itself, as LeadConnector documents it.',
        allOf: [{ $ref: getSchemaPath(UpstreamMessageSchema) }],
        properties: { id: { type: 'string' }, traceId },
        required: ['id', 'traceId'],
      }),
      isLocated: false,
    }),
  );
}

export function ConversationMessagesDocs(): MethodDecorator {
  return applyDecorators(
    ApiExtraModels(ConversationMessagesPageSchema, ConversationMessageListSchema),
    ApiParam({ name: 'conversationId', description: 'The conversation.', schema: { ...idSchema('cnv1AbCdEfGhIjKlMnOp') } }),
    ReadDocs({
      operationId: 'getConversationMessages',
      summary: "List a conversation's messages",
      description: `LeadConnector's list of the messages of a conversation, the newest first. ${WITH_USERS}`,
      parameters: CONVERSATION_MESSAGES_PARAMETERS,
      answer: orAsPublished(ConversationMessagesPageSchema, {
        description: 'The page itself, as LeadConnector documents it.',
        allOf: [{ $ref: getSchemaPath(ConversationMessageListSchema) }],
        properties: { traceId },
        required: ['traceId'],
      }),
      isLocated: false,
    }),
  );
}

/** LeadConnector documents one shape and sends another; whichever it sends is passed on. */
function orAsPublished(sent: typeof MessageAnswerSchema | typeof ConversationMessagesPageSchema, published: SchemaObject): SchemaObject {
  return { anyOf: [{ $ref: getSchemaPath(sent) }, published] };
}
