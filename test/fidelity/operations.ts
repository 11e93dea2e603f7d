import { Operation } from './published-spec';

/** The four reads that the service serves at upstream's paths. */
export const READS = {
  searchConversations: { file: 'conversations.json', method: 'GET', path: '/conversations/search' },
  conversationMessages: {
    file: 'conversations.json',
    method: 'GET',
    path: '/conversations/{conversationId}/messages',
    wrappedIn: 'messages',
  },
  exportMessages: { file: 'conversations.json', method: 'GET', path: '/conversations/messages/export' },
  message: { file: 'conversations.json', method: 'GET', path: '/conversations/messages/{id}', wrappedIn: 'message' },
} as const satisfies Record<string, Operation>;

/** What the service asks besides. */
export const LOOK_UPS = {
  conversation: { file: 'conversations.json', method: 'GET', path: '/conversations/{conversationId}' },
  contact: { file: 'contacts.json', method: 'GET', path: '/contacts/{contactId}' },
  searchContacts: { file: 'contacts.json', method: 'POST', path: '/contacts/search' },
  users: { file: 'users.json', method: 'GET', path: '/users/' },
  user: { file: 'users.json', method: 'GET', path: '/users/{userId}' },
} as const satisfies Record<string, Operation>;
