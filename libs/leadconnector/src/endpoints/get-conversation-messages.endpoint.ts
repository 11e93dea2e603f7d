import { z } from 'zod';
import { endpoint } from './endpoint';
import { records } from './shapes';

/** `limit` at most 100; `type` one or more of upstream's message types. */
export interface ConversationMessagesParameters {
  lastMessageId?: string;
  limit?: number;
  type?: string | readonly string[];
}

const page = z.object({ messages: records, lastMessageId: z.string().nullish(), nextPage: z.boolean().nullish() });

/** Messages of one conversation, newest first: nested under `messages` as observed, or flat as published (GH#54). */
export const getConversationMessages = endpoint<ConversationMessagesParameters & { conversationId: string }>()({
  method: 'GET',
  path: '/conversations/{conversationId}/messages',
  query: ['lastMessageId', 'limit', 'type'],
  idempotent: true,
  scope: 'conversations/message.readonly',
  answer: z.union([z.object({ messages: page }).transform((nested) => nested.messages), page]).transform((flat) => {
    const lastMessageId = flat.lastMessageId || null;
    // Without `nextPage` another page is assumed where one could be asked for: it comes back empty at worst, while "no" could lose messages.
    const nextPage = flat.nextPage ?? (lastMessageId !== null && flat.messages.length > 0);
    return { messages: flat.messages, lastMessageId, nextPage };
  }),
});
