import { DocumentedParameter, idSchema, momentSchema, SchemaObject } from '../openapi/parameter.docs';
import { CONVERSATION_PAGE_LIMIT, CONVERSATION_SORTS, CONVERSATION_STATUSES, MAX_USER_IDS } from './conversation-search.parameters';

const users = (): SchemaObject => ({
  type: 'array',
  items: { type: 'string', pattern: '^[!-+--~]{1,128}$' },
  minItems: 1,
  maxItems: MAX_USER_IDS,
  examples: [['usr1AbCdEfGhIjKlMnOp', 'usr2AbCdEfGhIjKlMnOp']],
});
const choice = (...values: readonly string[]): SchemaObject => ({ type: 'string', enum: [...values] });

/** The parameters of the search for conversations. */
export const CONVERSATION_SEARCH_PARAMETERS: Readonly<Record<string, DocumentedParameter>> = {
  locationId: {
    required: true,
    description: 'The location whose conversations are searched.',
    schema: { ...idSchema('ve9EPM428h8vShlRW1KT'), example: 've9EPM428h8vShlRW1KT' },
  },
  limit: {
    description: 'Conversations a page; LeadConnector gives 20 unless told otherwise.',
    schema: { type: 'integer', minimum: 1, maximum: CONVERSATION_PAGE_LIMIT, examples: [100] },
  },
  sort: { description: 'The direction of the sort.', schema: choice('asc', 'desc') },
  sortBy: {
    description: 'What it is sorted by; LeadConnector sorts by last_message_date unless told otherwise.',
    schema: choice(...CONVERSATION_SORTS),
  },
  startAfterDate: {
    description: 'The page after the conversation with this sort value: the last of the page before, for a date in epoch milliseconds.',
    schema: { type: 'number', examples: [1761864346000] },
  },
  startDate: {
    description: 'Only conversations added from this moment on: epoch milliseconds, or ISO 8601 with an offset.',
    schema: momentSchema('2025-10-01T00:00:00Z', 1759276800000),
  },
  endDate: {
    description: 'Only conversations added up to this moment: epoch milliseconds, or ISO 8601 with an offset.',
    schema: momentSchema('2025-10-31T00:00:00Z', 1761868800000),
  },
  id: { description: 'Only this conversation.', schema: idSchema('cnv1AbCdEfGhIjKlMnOp') },
  contactId: { description: 'Only conversations with this contact.', schema: idSchema('con1AbCdEfGhIjKlMnOp') },
  assignedTo: {
    description: 'Only conversations assigned to one of these users, comma separated or repeated; `unassigned` stands for nobody.',
    schema: users(),
  },
  followers: { description: 'Only conversations followed by one of these users, comma separated or repeated.', schema: users() },
  mentions: { description: 'Only conversations that mention one of these users, comma separated or repeated.', schema: users() },
  query: { description: 'Text to search for.', schema: { type: 'string', maxLength: 1000, examples: ['Lovelace'] } },
  status: { description: 'Only conversations of this status.', schema: choice(...CONVERSATION_STATUSES) },
  lastMessageType: {
    description: "Only conversations whose last message is of this type: one of LeadConnector's, documented or not.",
    schema: { type: 'string', pattern: '^[A-Za-z0-9_]{1,64}$', examples: ['TYPE_SMS'] },
  },
  lastMessageAction: {
    description: 'Only conversations whose last outbound message was sent so.',
    schema: choice('automated', 'manual'),
  },
  lastMessageDirection: {
    description: 'Only conversations whose last message went in this direction.',
    schema: choice('inbound', 'outbound'),
  },
  scoreProfile: { description: 'Only conversations scored by this profile.', schema: idSchema('scp1AbCdEfGhIjKlMnOp') },
  scoreProfileMin: { description: 'With scoreProfile: the lowest score.', schema: { type: 'number', examples: [10] } },
  scoreProfileMax: { description: 'With scoreProfile: the highest score.', schema: { type: 'number', examples: [90] } },
  sortScoreProfile: { description: 'With sortBy=score_profile: the profile to sort by.', schema: idSchema('scp1AbCdEfGhIjKlMnOp') },
};
