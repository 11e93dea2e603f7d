import { UpstreamError } from '../http/upstream-error';
import { Route } from './route';

/** `GET /conversations/{conversationId}/messages`: newest first; nested twice on the wire, flat as published. */
export const conversationMessagesRoute: Route = {
  method: 'GET',
  path: '/conversations/{conversationId}/messages',
  scope: 'conversations/message.readonly',
  requiresLocationId: false,
  locate: ({ path }, { world }) => world.conversations.get(path.conversationId ?? '')?.locationId,
  answer({ path, query }, { world, options }) {
    const limit = query.integer('limit', { min: 1, max: 100, fallback: 20 });
    const types = query.list('type');
    const lastMessageId = query.text('lastMessageId');
    query.check();
    const conversation = world.conversations.get(path.conversationId ?? '');
    if (!conversation) throw new UpstreamError(404, 'Conversation not found');
    const all = world.entities.messagesOfConversation(conversation.id);
    const previous = lastMessageId === undefined ? -1 : all.findIndex((message) => message.id === lastMessageId);
    if (lastMessageId !== undefined && previous === -1) throw new UpstreamError(404, 'Message not found');
    const rest = all.slice(previous + 1).filter((message) => !types || types.includes(message.messageType));
    const messages = rest.slice(0, limit);
    const page = { lastMessageId: messages.at(-1)?.id ?? null, nextPage: rest.length > limit, messages };
    return options.messageShape === 'wire' ? { messages: page } : page;
  },
};
