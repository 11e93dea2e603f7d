import type { CallOptions } from '../client.options.ts';
import type {
  ConversationMessages,
  ConversationMessagesQuery,
  ConversationPage,
  ConversationQuery,
  ExportPage,
  ExportQuery,
  SingleMessage,
} from '../contract.types.ts';
import type { Http } from '../http.ts';

/** Where a token has several locations, which one is meant. */
interface OfLocation {
  readonly locationId?: string;
}

/** LeadConnector's own four reads, in its shapes. */
export class ConversationsResource {
  constructor(private readonly http: Http) {}

  search(query: ConversationQuery, options?: CallOptions): Promise<ConversationPage> {
    return this.http.answer('get', '/conversations/search', 200, { query }, options);
  }

  /** One page; `nextCursor` of its answer is the `cursor` of the next. */
  exportMessages(query: ExportQuery, options?: CallOptions): Promise<ExportPage> {
    return this.http.answer('get', '/conversations/messages/export', 200, { query }, options);
  }

  message(id: string, { locationId }: OfLocation = {}, options?: CallOptions): Promise<SingleMessage> {
    return this.http.answer('get', '/conversations/messages/{id}', 200, { path: { id }, headers: inLocation(locationId) }, options);
  }

  messages(
    conversationId: string,
    { locationId, ...query }: ConversationMessagesQuery & OfLocation = {},
    options?: CallOptions,
  ): Promise<ConversationMessages> {
    const input = { path: { conversationId }, query, headers: inLocation(locationId) };
    return this.http.answer('get', '/conversations/{conversationId}/messages', 200, input, options);
  }
}

function inLocation(locationId: string | undefined): Record<string, string> {
  return locationId === undefined ? {} : { 'X-Location-Id': locationId };
}
