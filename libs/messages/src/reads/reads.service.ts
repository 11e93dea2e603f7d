import { Injectable } from '@nestjs/common';
import { Credential } from '../model/credential';
import { ConversationMessagesQuery, ExportQuery } from '../model/export-query';
import { CallOptions, ConversationSearchParameters } from '../upstream/upstream.reads';
import { PassThrough } from './pass.through';
import { ReadAnswer, UpstreamRead } from './reads.types';
import { StoredExport } from './stored.export';
import { StoredReads } from './stored.reads';

/**
 * Upstream's four reads, in upstream's shapes: out of the store, or passed through. To both is added whom a message belongs to, where
 * upstream left that out; nothing else.
 *
 * What comes out of the store is for the caller to have checked access before. It is null where the store doesn't cover what is asked, or
 * where upstream's answer could be another under some reading of what upstream leaves undocumented.
 */
@Injectable()
export class ReadsService {
  constructor(
    private readonly stored: StoredReads,
    private readonly storedExport: StoredExport,
    private readonly upstream: PassThrough,
  ) {}

  messageFromStore(locationId: string, messageId: string, maxAgeMs?: number): Promise<ReadAnswer | null> {
    return this.stored.message(locationId, messageId, maxAgeMs);
  }

  conversationMessagesFromStore(locationId: string, query: ConversationMessagesQuery): Promise<ReadAnswer | null> {
    return this.stored.conversationMessages(locationId, query);
  }

  /** A list that upstream began goes on there: null. @throws MessagesError `cursor-of-other-query` */
  exportFromStore({ locationId }: Credential, query: ExportQuery): Promise<ReadAnswer | null> {
    return this.storedExport.answer(locationId, query);
  }

  /** @throws LeadConnectorError */
  messageFromUpstream(credential: Credential, messageId: string, options: CallOptions): Promise<UpstreamRead> {
    return this.upstream.message(credential, messageId, options);
  }

  /** @throws LeadConnectorError */
  conversationMessagesFromUpstream(credential: Credential, query: ConversationMessagesQuery, options: CallOptions): Promise<UpstreamRead> {
    return this.upstream.conversationMessages(credential, query, options);
  }

  /**
   * The answer's cursor is ours and goes on whatever becomes of upstream's.
   *
   * @throws LeadConnectorError; MessagesError `cursor-of-other-query`, `sync-incomplete`, `upstream-unusable`
   */
  exportFromUpstream(credential: Credential, query: ExportQuery, options: CallOptions): Promise<UpstreamRead> {
    return this.upstream.export(credential, query, options);
  }

  /** @throws LeadConnectorError */
  searchConversationsFromUpstream(
    credential: Credential,
    parameters: ConversationSearchParameters,
    options: CallOptions,
  ): Promise<UpstreamRead> {
    return this.upstream.searchConversations(credential, parameters, options);
  }
}
