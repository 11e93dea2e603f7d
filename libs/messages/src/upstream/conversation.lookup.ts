import { Injectable } from '@nestjs/common';
import { isLeadConnectorError, LeadConnectorClient } from '@app/leadconnector';
import { Credential } from '../model/credential';
import { isNotFound } from './message.lookup';
import { isDenial } from './upstream.service';
import { callOptions, WalkCalls } from './walk-calls';

/** What upstream says of a conversation; `unknown` when it could not be asked, or its answer is none. */
export type ConversationState = 'there' | 'gone' | 'unknown';

/** Asks upstream whether it has a conversation. */
@Injectable()
export class ConversationLookup {
  constructor(private readonly client: LeadConnectorClient) {}

  /** One that upstream has in its trash is gone. @throws LeadConnectorError when upstream denies the token, or the call was called off */
  async stateOf(credential: Credential, id: string, calls: WalkCalls): Promise<ConversationState> {
    try {
      const { conversation } = await this.client.getConversation(credential, id, callOptions(calls));
      if (conversation.id !== id) return 'unknown';
      return conversation.deleted === true ? 'gone' : 'there';
    } catch (error) {
      if (isNotFound(error)) return 'gone';
      if (isDenial(error) || !isLeadConnectorError(error) || error.code === 'aborted') throw error;
      return 'unknown';
    }
  }
}
