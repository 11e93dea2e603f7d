import {
  ContactSearchParameters,
  ConversationMessagesParameters,
  ConversationSearchParameters,
  ExportParameters,
  LeadConnectorClient,
} from '@app/leadconnector';
import fc from 'fast-check';

export const CREDENTIAL = { locationId: 'loc 1/ü', token: 'pit-token' };

/** An arbitrary for every parameter that the type has: the compiler sees to it that none is forgotten. */
type Every<Parameters> = { readonly [Name in keyof Parameters]-?: fc.Arbitrary<NonNullable<Parameters[Name]>> };

/** Any call of the client, with any arguments that its types allow. */
export interface ClientCall {
  /** Method and path as published. */
  readonly operation: string;
  /** Each parameter there or not. */
  readonly some: fc.Arbitrary<object>;
  /** Each parameter there. */
  readonly all: fc.Arbitrary<object>;
  send(client: LeadConnectorClient, parameters: object): Promise<unknown>;
}

function clientCall<Parameters extends object>(
  operation: string,
  every: Every<Parameters>,
  send: (client: LeadConnectorClient, parameters: Parameters) => Promise<unknown>,
  requiredKeys: readonly (keyof Parameters & string)[] = [],
): ClientCall {
  const arbitraries = every as Record<string, fc.Arbitrary<unknown>>;
  return {
    operation,
    some: fc.record(arbitraries, { requiredKeys: [...requiredKeys] }),
    all: fc.record(arbitraries),
    send: (client, parameters) => send(client, parameters as Parameters),
  };
}

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
const id = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'abcXYZ019'), minLength: 20, maxLength: 20 }),
  fc.constantFrom('a/b', 'a b', 'ü?&=#', '100%', 'a+b', '...'),
);
const ids = fc.oneof(id, fc.array(id, { minLength: 1, maxLength: 3 }), fc.constant('unassigned'));
const date = fc.integer({ min: 0, max: 4_102_444_800_000 });
const type = fc.constantFrom('TYPE_CALL', 'TYPE_SMS', 'TYPE_EMAIL', 'TYPE_OF_TOMORROW');

const search: Every<ConversationSearchParameters> = {
  limit: fc.integer({ min: 1, max: 100 }),
  sort: fc.constantFrom('asc', 'desc'),
  sortBy: fc.constantFrom('last_message_date', 'last_manual_message_date', 'score_profile', 'overdue_at', 'due_at'),
  startAfterDate: date,
  startDate: date,
  endDate: date,
  id,
  contactId: id,
  assignedTo: ids,
  followers: ids,
  mentions: ids,
  query: text,
  status: fc.constantFrom('all', 'read', 'unread', 'starred', 'recents'),
  lastMessageType: type,
  lastMessageAction: fc.constantFrom('automated', 'manual'),
  lastMessageDirection: fc.constantFrom('inbound', 'outbound'),
  scoreProfile: id,
  scoreProfileMin: fc.integer(),
  scoreProfileMax: fc.double({ noNaN: true, noDefaultInfinity: true }),
  sortScoreProfile: id,
};

const exported: Every<ExportParameters> = {
  limit: fc.oneof(fc.integer({ min: 10, max: 500 }), fc.constant(1000)),
  cursor: text,
  sortBy: fc.constantFrom('createdAt', 'updatedAt'),
  sortOrder: fc.constantFrom('asc', 'desc'),
  conversationId: id,
  contactId: id,
  channel: fc.constantFrom('Call', 'SMS', 'Email', 'WhatsApp', 'Instagram', 'Facebook', 'Carrier pigeon'),
  startDate: date,
  endDate: date,
};

const messages: Every<ConversationMessagesParameters & { conversationId: string }> = {
  conversationId: id,
  lastMessageId: id,
  limit: fc.integer({ min: 1, max: 100 }),
  type: fc.oneof(type, fc.array(type, { minLength: 1, maxLength: 3 })),
};

const contacts: Every<ContactSearchParameters> = {
  pageLimit: fc.integer({ min: 1, max: 500 }),
  page: fc.integer({ min: 1, max: 20 }),
  searchAfter: fc.constant([1_700_000_000_000, 'abc']),
  filters: fc.constant([{ group: 'OR' as const, filters: [{ field: 'id', operator: 'eq', value: 'abc' }] }]),
  sort: fc.constant([{ field: 'dateAdded', direction: 'desc' as const }]),
  query: text,
};

export const CLIENT_CALLS: readonly ClientCall[] = [
  clientCall('GET /conversations/search', search, (client, given) => client.searchConversations(CREDENTIAL, given)),
  clientCall('GET /conversations/messages/export', exported, (client, given) => client.exportMessages(CREDENTIAL, given)),
  clientCall(
    'GET /conversations/{conversationId}/messages',
    messages,
    (client, { conversationId, ...given }) => client.getConversationMessages(CREDENTIAL, conversationId, given),
    ['conversationId'],
  ),
  clientCall('GET /conversations/messages/{id}', { id }, (client, given) => client.getMessage(CREDENTIAL, given.id), ['id']),
  clientCall('GET /conversations/{conversationId}', { id }, (client, given) => client.getConversation(CREDENTIAL, given.id), ['id']),
  clientCall('POST /contacts/search', contacts, (client, given) => client.searchContacts(CREDENTIAL, given), ['pageLimit']),
  clientCall('GET /contacts/{contactId}', { id }, (client, given) => client.getContact(CREDENTIAL, given.id), ['id']),
  clientCall('GET /users/', {}, (client) => client.listUsers(CREDENTIAL)),
  clientCall('GET /users/{userId}', { id }, (client, given) => client.getUser(CREDENTIAL, given.id), ['id']),
];
