import { Injectable } from '@nestjs/common';
import { Enrichment } from '../enrichment/enricher';
import { DeletionStore } from '../store/deletion.store';
import { SuspicionStore } from '../store/suspicion.store';
import { ConversationLookup } from '../upstream/conversation.lookup';
import { ASKED_PER_SWEEP, SweepConfirmation } from './sweep.confirmation';

/** How far a check has come. */
export interface CheckTurn {
  /** Whether upstream told of all that it was asked for. */
  readonly isAnswered: boolean;
  /** The message after which the next turn begins; null when there is none. */
  readonly next: string | null;
}

const ANSWERED: CheckTurn = { isAnswered: true, next: null };
const IN_VAIN: CheckTurn = { isAnswered: false, next: null };

/** Nothing that is stored on the way proves anything. */
const NO_WINDOW = { after: 0, upTo: 0 };

/** Deletes of a conversation that upstream doesn't have any more those messages that it doesn't have either. */
@Injectable()
export class ConversationCheck {
  constructor(
    private readonly store: SuspicionStore,
    private readonly lookup: ConversationLookup,
    private readonly confirmation: SweepConfirmation,
    private readonly deletions: DeletionStore,
  ) {}

  /**
   * Asks for the conversation, and if that is gone, for as many of its stored messages as one sweep asks for, from after this one on.
   * Without a message of another conversation to try upstream's word on, nothing is asked.
   *
   * @throws LeadConnectorError when upstream denies the token; MessagesError `lease-lost`, `store-unavailable`
   */
  async turn(given: Omit<Enrichment, 'window'>, conversationId: string, after: string): Promise<CheckTurn> {
    const { credential, lease, calls } = given;
    const { locationId } = lease;
    const stored = await this.store.storedOf(locationId, conversationId, after, ASKED_PER_SWEEP);
    const last = stored.at(-1);
    if (!last) return ANSWERED;
    const control = await this.store.controlFor(locationId);
    if (control === null) return IN_VAIN;
    const state = await this.lookup.stateOf(credential, conversationId, calls);
    if (state !== 'gone') return state === 'there' ? ANSWERED : IN_VAIN;
    const plan = { ...given, channel: 'messages' as const, window: NO_WINDOW };
    const { deletions, unresolved } = await this.confirmation.confirm(plan, stored, control);
    if (deletions.length > 0) await this.deletions.delete(lease, deletions);
    const isOver = stored.length < ASKED_PER_SWEEP || unresolved === stored.length;
    return { isAnswered: unresolved === 0, next: isOver ? null : last.id };
  }
}
