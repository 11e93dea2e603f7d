import { UpstreamError } from '../http/upstream-error';
import { compact } from '../world/compact';
import { Route } from './route';

/** Upstream's number for `TYPE_PHONE`, which is what single conversations carry instead of the name. */
const PHONE = 1;

/** `GET /conversations/{conversationId}`: the conversation without its contact's fields. */
export const conversationByIdRoute: Route = {
  method: 'GET',
  path: '/conversations/{conversationId}',
  scope: 'conversations.readonly',
  requiresLocationId: false,
  locate: ({ path }, { world }) => world.conversations.get(path.conversationId ?? '')?.locationId,
  answer({ path }, { world }) {
    const conversation = world.conversations.get(path.conversationId ?? '');
    if (!conversation) throw new UpstreamError(404, 'Conversation not found');
    const { id, contactId, locationId, unreadCount, assignedTo, starred } = conversation;
    return compact({ id, contactId, locationId, deleted: false, inbox: true, type: PHONE, unreadCount, assignedTo, starred });
  },
};
