import { ReadsService } from '@app/messages';
import { ConversationMessagesParameters } from './conversation-messages.parameters';
import { ConversationSearchParameters } from './conversation-search.parameters';
import { MessageExportParameters } from './message-export.parameters';
import { MessageParameters } from './message.parameters';
import { Read } from './read.types';

/** Upstream's paths, as templates. */
export const READ_PATHS = {
  conversationSearch: '/conversations/search',
  messageExport: '/conversations/messages/export',
  message: '/conversations/messages/{id}',
  conversationMessages: '/conversations/{conversationId}/messages',
} as const;

/** What is stored of conversations is not all that upstream tells of them, so the store never answers. */
export function conversationSearch(reads: ReadsService, token: string, { locationId, ...given }: ConversationSearchParameters): Read {
  const parameters = { ...given, startDate: given.startDate?.getTime(), endDate: given.endDate?.getTime() };
  return {
    kind: 'conversation-search',
    path: READ_PATHS.conversationSearch,
    token,
    about: { locationId },
    parameters,
    fromUpstream: (credential, options) => reads.searchConversationsFromUpstream(credential, parameters, options),
  };
}

export function messageExport(reads: ReadsService, token: string, { locationId, ...given }: MessageExportParameters): Read {
  const parameters = { ...given, startDate: given.startDate?.getTime(), endDate: given.endDate?.getTime() };
  return {
    kind: 'message-export',
    path: READ_PATHS.messageExport,
    token,
    about: { locationId },
    parameters,
    goesOn: given.cursor !== undefined,
    fromStore: (credential, maxAgeMs) => reads.exportFromStore(credential, { ...parameters, maxAgeMs }),
    fromUpstream: (credential, options) => reads.exportFromUpstream(credential, parameters, options),
  };
}

export function message(reads: ReadsService, token: string, { id, 'X-Location-Id': claimedLocationId }: MessageParameters): Read {
  return {
    kind: 'message',
    path: READ_PATHS.message,
    token,
    about: { id, claimedLocationId },
    parameters: { id },
    fromStore: ({ locationId }, maxAgeMs) => reads.messageFromStore(locationId, id, maxAgeMs),
    fromUpstream: (credential, options) => reads.messageFromUpstream(credential, id, options),
  };
}

export function conversationMessages(reads: ReadsService, token: string, parameters: ConversationMessagesParameters): Read {
  const { conversationId, lastMessageId, limit, type: types, 'X-Location-Id': claimedLocationId } = parameters;
  const query = { conversationId, lastMessageId, limit, types };
  return {
    kind: 'conversation-messages',
    path: READ_PATHS.conversationMessages,
    token,
    about: { id: conversationId, claimedLocationId },
    parameters: query,
    fromStore: ({ locationId }, maxAgeMs) => reads.conversationMessagesFromStore(locationId, { ...query, maxAgeMs }),
    fromUpstream: (credential, options) => reads.conversationMessagesFromUpstream(credential, query, options),
  };
}
