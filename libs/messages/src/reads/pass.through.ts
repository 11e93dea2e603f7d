import { Inject, Injectable } from '@nestjs/common';
import { Clock, CLOCK } from '../clock';
import { Credential } from '../model/credential';
import { ConversationMessagesQuery, ExportQuery } from '../model/export-query';
import { CallOptions, ConversationSearchParameters, UpstreamReads, WireAnswer } from '../upstream/upstream.reads';
import { UpstreamRead } from './reads.types';
import { UpstreamExport } from './upstream.export';
import { UserFilling } from './user.filling';
import { listedMessages, locationOf, singleMessage, WireMessages } from './wire.messages';

/** Upstream's four reads as upstream answers them, the users filled in that it left out. */
@Injectable()
export class PassThrough {
  constructor(
    private readonly reads: UpstreamReads,
    private readonly exports: UpstreamExport,
    private readonly users: UserFilling,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws LeadConnectorError */
  async message(credential: Credential, messageId: string, options: CallOptions): Promise<UpstreamRead> {
    const until = this.until(options);
    return this.complete(credential, await this.reads.message(credential, messageId, options), singleMessage, null, until);
  }

  /** @throws LeadConnectorError */
  async conversationMessages(
    credential: Credential,
    { conversationId, lastMessageId, limit, types }: ConversationMessagesQuery,
    options: CallOptions,
  ): Promise<UpstreamRead> {
    const until = this.until(options);
    const answer = await this.reads.conversationMessages(credential, conversationId, { lastMessageId, limit, type: types }, options);
    return this.complete(credential, answer, listedMessages, null, until);
  }

  /** The answer's cursor is ours and goes on whatever becomes of upstream's. @throws what UpstreamExport.page throws */
  async export(credential: Credential, query: ExportQuery, options: CallOptions): Promise<UpstreamRead> {
    const until = this.until(options);
    const answer = await this.exports.page(credential, query, options);
    return this.complete(credential, answer, listedMessages, credential.locationId, until);
  }

  /** Conversations as upstream shows them. @throws LeadConnectorError */
  async searchConversations(credential: Credential, parameters: ConversationSearchParameters, options: CallOptions): Promise<UpstreamRead> {
    return { ...(await this.reads.searchConversations(credential, parameters, options)), locationId: credential.locationId };
  }

  private async complete(
    credential: Credential,
    { body, traceId }: WireAnswer,
    messagesOf: (body: WireAnswer['body']) => WireMessages,
    askedFor: string | null,
    until: number,
  ): Promise<UpstreamRead> {
    const { records, withRecords } = messagesOf(body);
    const filled = await this.users.fill(records, credential, { askedFor, until });
    return { body: filled === records ? body : withRecords(filled), traceId, locationId: askedFor ?? locationOf(records) };
  }

  /** Everything under a read ends when its call must. */
  private until({ timeoutMs = Infinity }: CallOptions): number {
    return this.clock.now() + timeoutMs;
  }
}
