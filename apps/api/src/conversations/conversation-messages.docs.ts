import { DocumentedParameter, idSchema } from '../openapi/parameter.docs';
import { MAX_MESSAGE_TYPES, MESSAGE_PAGE_LIMIT } from './conversation-messages.parameters';

/** The parameters of the list of a conversation's messages, but for the conversation. */
export const CONVERSATION_MESSAGES_PARAMETERS: Readonly<Record<string, DocumentedParameter>> = {
  lastMessageId: { description: 'lastMessageId of the page before.', schema: idSchema('asd123AbCdEfGhIjKlMn') },
  limit: {
    description: 'Messages a page; LeadConnector gives 20 unless told otherwise.',
    schema: { type: 'integer', minimum: 1, maximum: MESSAGE_PAGE_LIMIT, examples: [100] },
  },
  type: {
    description: "Only messages of these types, comma separated or repeated: LeadConnector's, documented or not.",
    schema: {
      type: 'array',
      items: { type: 'string', pattern: '^[A-Za-z0-9_]{1,64}$' },
      minItems: 1,
      maxItems: MAX_MESSAGE_TYPES,
      examples: [['TYPE_SMS', 'TYPE_CALL']],
    },
  },
};
