import { DocumentedParameter, idSchema, momentSchema } from '../openapi/parameter.docs';
import { DEFAULT_EXPORT_LIMIT, EXPORT_CHANNELS, MAX_EXPORT_LIMIT, MIN_EXPORT_LIMIT } from './message-export.parameters';

/** The parameters of the export. */
export const MESSAGE_EXPORT_PARAMETERS: Readonly<Record<string, DocumentedParameter>> = {
  locationId: {
    required: true,
    description: 'The location whose messages are exported.',
    schema: { ...idSchema('ve9EPM428h8vShlRW1KT'), example: 've9EPM428h8vShlRW1KT' },
  },
  limit: {
    description: 'Messages a page.',
    schema: { type: 'integer', minimum: MIN_EXPORT_LIMIT, maximum: MAX_EXPORT_LIMIT, default: DEFAULT_EXPORT_LIMIT },
  },
  cursor: {
    description:
      "nextCursor of the page before. Unlike LeadConnector's own, which ends two minutes after its last use, it never expires. One of LeadConnector's own is passed on as it is.",
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,4096}$', examples: ['bm90LWEtcmVhbC1jdXJzb3I'] },
  },
  sortBy: {
    description: 'What it is sorted by: the date a message was added, or its last update.',
    schema: { type: 'string', enum: ['createdAt', 'updatedAt'], default: 'createdAt' },
  },
  sortOrder: { description: 'The direction of the sort.', schema: { type: 'string', enum: ['asc', 'desc'], default: 'desc' } },
  conversationId: { description: 'Only messages of this conversation.', schema: idSchema('cnv1AbCdEfGhIjKlMnOp') },
  contactId: { description: 'Only messages with this contact.', schema: idSchema('con1AbCdEfGhIjKlMnOp') },
  channel: {
    description: 'Only messages of this channel; without it, all but e-mail.',
    schema: { type: 'string', enum: [...EXPORT_CHANNELS] },
  },
  startDate: {
    description:
      'Only messages from this moment on: epoch milliseconds, or ISO 8601 with an offset. Whether it bounds the creation or the update, LeadConnector does not say.',
    schema: momentSchema('2025-10-01T00:00:00Z', 1759276800000),
  },
  endDate: {
    description: 'Only messages up to this moment, in the same sense.',
    schema: momentSchema('2025-10-31T00:00:00Z', 1761868800000),
  },
};
