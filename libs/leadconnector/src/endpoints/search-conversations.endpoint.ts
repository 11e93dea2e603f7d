import { z } from 'zod';
import { endpoint } from './endpoint';
import { count, records } from './shapes';

type OneOrMore = string | readonly string[];

/** `limit` at most 100. `startAfterDate` is the sort value (epoch ms) of the last row of the page before. Dates in epoch ms. */
export interface ConversationSearchParameters {
  limit?: number;
  sort?: 'asc' | 'desc';
  sortBy?: 'last_message_date' | 'last_manual_message_date' | 'score_profile' | 'overdue_at' | 'due_at';
  startAfterDate?: number;
  startDate?: number;
  endDate?: number;
  id?: string;
  contactId?: string;
  assignedTo?: OneOrMore;
  followers?: OneOrMore;
  mentions?: OneOrMore;
  query?: string;
  status?: 'all' | 'read' | 'unread' | 'starred' | 'recents';
  lastMessageType?: string;
  lastMessageAction?: 'automated' | 'manual';
  lastMessageDirection?: 'inbound' | 'outbound';
  scoreProfile?: string;
  scoreProfileMin?: number;
  scoreProfileMax?: number;
  sortScoreProfile?: string;
}

/** Conversations of a location; the rows carry the contact's names, email and phone. */
export const searchConversations = endpoint<ConversationSearchParameters & { locationId: string }>()({
  method: 'GET',
  path: '/conversations/search',
  query: [
    'locationId',
    'limit',
    'sort',
    'sortBy',
    'startAfterDate',
    'startDate',
    'endDate',
    'id',
    'contactId',
    'assignedTo',
    'followers',
    'mentions',
    'query',
    'status',
    'lastMessageType',
    'lastMessageAction',
    'lastMessageDirection',
    'scoreProfile',
    'scoreProfileMin',
    'scoreProfileMax',
    'sortScoreProfile',
  ],
  idempotent: true,
  scope: 'conversations.readonly',
  answer: z
    .object({ conversations: records, total: count })
    .transform((page) => ({ conversations: page.conversations, total: page.total ?? null })),
});
