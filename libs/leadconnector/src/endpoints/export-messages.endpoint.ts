import { z } from 'zod';
import { endpoint } from './endpoint';
import { count, records } from './shapes';

/** `limit` 10..500, on some servers 1,000; dates in epoch ms. Without `channel` every type but e-mail comes. */
export interface ExportParameters {
  limit?: number;
  cursor?: string;
  sortBy?: 'createdAt' | 'updatedAt';
  sortOrder?: 'asc' | 'desc';
  conversationId?: string;
  contactId?: string;
  channel?: string;
  startDate?: number;
  endDate?: number;
}

/** All messages of a location, page by page. The cursor dies 2 minutes after its last use. */
export const exportMessages = endpoint<ExportParameters & { locationId: string }>()({
  method: 'GET',
  path: '/conversations/messages/export',
  query: ['locationId', 'limit', 'cursor', 'sortBy', 'sortOrder', 'conversationId', 'contactId', 'channel', 'startDate', 'endDate'],
  idempotent: true,
  scope: 'conversations/message.readonly',
  // The cursor is strict where the total is lenient: a cursor that is not understood would end the walk early and lose messages.
  answer: z
    .object({ messages: records, nextCursor: z.string().nullish(), total: count })
    .transform((page) => ({ messages: page.messages, nextCursor: page.nextCursor || null, total: page.total ?? null })),
});
