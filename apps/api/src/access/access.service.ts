import { Injectable } from '@nestjs/common';
import { isLeadConnectorError, LeadConnectorClient, LeadConnectorError } from '@app/leadconnector';
import { Credential, UserDirectory } from '@app/messages';
import { PROVING_CALLS, Right } from './right';
import { TokenLocations } from './token-locations';
import { Refusal, REFUSAL_CODES, Verdicts } from './verdicts';

/**
 * Whether upstream itself accepts a token for a location: asked with a call of the same scope, and believed for a minute. What a token
 * says of itself is no proof.
 */
@Injectable()
export class AccessService {
  constructor(
    private readonly client: LeadConnectorClient,
    private readonly verdicts: Verdicts,
    private readonly locations: TokenLocations,
    private readonly users: UserDirectory,
  ) {}

  /** Resolves when upstream accepts the token for the location. @throws LeadConnectorError its refusal, or why it could not be asked */
  async require(credential: Credential, right: Right, timeoutMs: number): Promise<void> {
    // The proof brings the names: while there are none, as after a purge, one from before won't do.
    const unlessBefore = right === 'users' ? await this.users.noneSince(credential.locationId) : null;
    const refusal = await this.verdicts.of(credential, right, () => this.ask(credential, right, timeoutMs), unlessBefore);
    if (refusal) throw new LeadConnectorError({ code: refusal.code }, PROVING_CALLS[right], { messages: refusal.messages });
  }

  /** Whether upstream has accepted the token lately enough for that to count; it isn't asked. */
  async isAccepted(credential: Credential, right: Right): Promise<boolean> {
    return (await this.verdicts.known(credential, right)) === null;
  }

  /**
   * Notes what a call proves that didn't name its location: upstream showed the token, with a call of the right's own scope, a record that
   * is in this location. `sentAt` in epoch ms.
   */
  noteAccepted(credential: Credential, right: Right, sentAt: number): void {
    this.verdicts.noteAccepted(credential, right, sentAt);
  }

  /** The locations for which upstream lately accepted the token, the latest first: to know whose budget to spend, never as proof. */
  locationsOf(token: string): readonly string[] {
    return this.locations.of(token);
  }

  private async ask(credential: Credential, right: Right, timeoutMs: number): Promise<Refusal | null> {
    try {
      if (right === 'messages') await this.client.exportMessages(credential, { limit: 10 }, { timeoutMs });
      else if (right === 'users') await this.users.learn(credential, timeoutMs);
      else await this.client.searchConversations(credential, { limit: 1 }, { timeoutMs });
      return null;
    } catch (error) {
      if (!isLeadConnectorError(error, ...REFUSAL_CODES)) throw error;
      return { code: error.code, messages: error.messages };
    }
  }
}
