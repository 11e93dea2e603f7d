import { contactByIdRoute } from './contact-by-id.route';
import { contactSearchRoute } from './contact-search.route';
import { conversationByIdRoute } from './conversation-by-id.route';
import { conversationMessagesRoute } from './conversation-messages.route';
import { conversationSearchRoute } from './conversation-search.route';
import { messageByIdRoute } from './message-by-id.route';
import { messageExportRoute } from './message-export.route';
import { Route } from './route';
import { userByIdRoute } from './user-by-id.route';
import { usersOfLocationRoute } from './users-of-location.route';

/** Every emulated endpoint. */
export const routes: readonly Route[] = [
  messageExportRoute,
  messageByIdRoute,
  conversationSearchRoute,
  conversationByIdRoute,
  conversationMessagesRoute,
  contactByIdRoute,
  contactSearchRoute,
  usersOfLocationRoute,
  userByIdRoute,
];
