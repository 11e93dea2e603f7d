import { Injectable } from '@nestjs/common';
import {
  CallOptions,
  ConversationMessagesParameters,
  ConversationSearchParameters,
  ExportParameters,
  LeadConnectorClient,
} from '@app/leadconnector';
import { Credential } from '../model/credential';
import { isWireObject, WireObject } from './wire-value';

export type { CallOptions, ConversationMessagesParameters, ConversationSearchParameters, ExportParameters };

/** What upstream answered, as it answered it. */
export interface WireAnswer {
  /** Without its traceId. */
  readonly body: WireObject;
  readonly traceId: string | null;
}

/** Upstream's four reads passed through: whatever it answers, unknown fields included. @throws LeadConnectorError */
@Injectable()
export class UpstreamReads {
  constructor(private readonly client: LeadConnectorClient) {}

  async message(credential: Credential, messageId: string, options: CallOptions): Promise<WireAnswer> {
    return toAnswer(await this.client.getMessage(credential, messageId, options));
  }

  async conversationMessages(
    credential: Credential,
    conversationId: string,
    parameters: ConversationMessagesParameters,
    options: CallOptions,
  ): Promise<WireAnswer> {
    return toAnswer(await this.client.getConversationMessages(credential, conversationId, parameters, options));
  }

  async export(credential: Credential, parameters: ExportParameters, options: CallOptions): Promise<WireAnswer> {
    return toAnswer(await this.client.exportMessages(credential, parameters, options));
  }

  async searchConversations(credential: Credential, parameters: ConversationSearchParameters, options: CallOptions): Promise<WireAnswer> {
    return toAnswer(await this.client.searchConversations(credential, parameters, options));
  }
}

function toAnswer({ body, meta }: { readonly body: unknown; readonly meta: { readonly traceId: string | null } }): WireAnswer {
  const { traceId: _, ...rest } = isWireObject(body) ? body : {};
  return { body: rest, traceId: meta.traceId };
}
