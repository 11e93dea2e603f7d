import { Injectable } from '@nestjs/common';
import { Credential } from '../model/credential';
import { SuspicionStore } from '../store/suspicion.store';
import { ConversationCheck } from '../sync/conversation.check';
import { Walks } from '../sync/walks';

/** How long a conversation is left alone of which upstream told nothing. */
const ASK_AGAIN_MS = 900_000;

/** Asks upstream for the conversations that events called deleted, and deletes what is gone. */
@Injectable()
export class Suspicions {
  constructor(
    private readonly walks: Walks,
    private readonly store: SuspicionStore,
    private readonly check: ConversationCheck,
  ) {}

  async areDue(locationId: string): Promise<boolean> {
    return (await this.store.nextDue(locationId)) !== null;
  }

  /** How long until there is one to ask about, ms; Infinity when there is none. */
  nextInMs(locationId: string): Promise<number> {
    return this.store.nextDueInMs(locationId);
  }

  /**
   * Settles all that are due. One is dropped only when its messages are deleted: who is killed in between leaves it to the next.
   *
   * @returns false when another process syncs the location
   * @throws what the check threw
   */
  async settle(credential: Credential, signal: AbortSignal): Promise<boolean> {
    const { locationId } = credential;
    for (;;) {
      const suspicion = await this.store.nextDue(locationId);
      if (suspicion === null) return true;
      const isAnswered = await this.ask(credential, suspicion.conversationId, signal);
      if (isAnswered === null) return false;
      if (isAnswered) await this.store.drop(locationId, suspicion);
      else await this.store.postpone(locationId, suspicion, ASK_AGAIN_MS);
    }
  }

  /** @returns whether upstream told of the conversation and all its messages; null when another process syncs the location */
  private async ask(credential: Credential, conversationId: string, signal: AbortSignal): Promise<boolean | null> {
    let isAnswered = true;
    for (let after: string | null = ''; after !== null;) {
      const from: string = after;
      const turn = await this.walks.attemptWork(credential.locationId, signal, (lease, calls) =>
        this.check.turn({ credential, lease, calls }, conversationId, from),
      );
      if (turn === null) return null;
      isAnswered &&= turn.isAnswered;
      after = turn.next;
    }
    return isAnswered;
  }
}
