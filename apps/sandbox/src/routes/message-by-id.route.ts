import { UpstreamError } from '../http/upstream-error';
import { Route } from './route';

/** `GET /conversations/messages/{id}`: nested under `message` on the wire, bare as published. */
export const messageByIdRoute: Route = {
  method: 'GET',
  path: '/conversations/messages/{id}',
  scope: 'conversations/message.readonly',
  requiresLocationId: false,
  locate: ({ path }, { world }) => world.messages.get(path.id ?? '')?.locationId,
  answer({ path }, { world, options }) {
    const message = world.messages.get(path.id ?? '');
    if (!message) throw new UpstreamError(404, 'Message not found');
    return options.messageShape === 'wire' ? { message } : { ...message };
  },
};
