import { Injectable } from '@nestjs/common';
import { Enricher, Enrichment } from '../enrichment/enricher';
import { Message } from '../model/message';
import { ComparedMessage, ConfirmedDeletion } from '../store/deletion.store';
import { PageStore } from '../store/page.store';
import { MessageLookup } from '../upstream/message.lookup';
import { Channel } from '../model/message-type';

/** Messages asked for by their ids in one sweep, a request each. More are left to the next: a budget is for more than this. */
export const ASKED_PER_SWEEP = 500;

export interface Confirmed {
  readonly deletions: readonly ConfirmedDeletion[];
  readonly unresolved: number;
}

/** Asks upstream for each message that its list doesn't show. */
@Injectable()
export class SweepConfirmation {
  constructor(
    private readonly lookup: MessageLookup,
    private readonly pages: PageStore,
    private readonly enricher: Enricher,
  ) {}

  /**
   * Which of them upstream doesn't have any more. One that it has after all was changed while the list was read, and is stored as it is now;
   * one that can't be asked for stays.
   *
   * @param shown a message that the list shows. If upstream doesn't know that by its id either, its word is worth nothing now.
   * @throws LeadConnectorError when upstream denies the token; MessagesError `lease-lost`, `store-unavailable`
   */
  async confirm(
    plan: Enrichment & { readonly channel: Channel },
    missing: readonly ComparedMessage[],
    shown: string | null,
  ): Promise<Confirmed> {
    const { credential, calls } = plan;
    if (missing.length === 0) return { deletions: [], unresolved: 0 };
    if (shown !== null && (await this.lookup.find(credential, shown, calls)).kind !== 'found')
      return { deletions: [], unresolved: missing.length };
    const deletions: ConfirmedDeletion[] = [];
    const found: Message[] = [];
    for (const { id, dateUpdated } of missing.slice(0, ASKED_PER_SWEEP)) {
      const answer = await this.lookup.find(credential, id, calls);
      if (answer.kind === 'gone') deletions.push({ id, dateUpdated, confirmedAt: answer.askedAt });
      if (answer.kind === 'found') await this.save(plan, answer.message, answer.askedAt).then(() => found.push(answer.message));
    }
    return { deletions, unresolved: missing.length - deletions.length - found.length };
  }

  /** As a page of its own that proves nothing. */
  private async save(plan: Enrichment & { readonly channel: Channel }, message: Message, seenAt: number): Promise<void> {
    const directory = await this.enricher.learnConversations(this.enricher.startScan(plan), plan, [message]);
    const proven = { after: 0, upTo: 0 };
    await this.pages.savePage(plan.lease, { channel: plan.channel, messages: [message], setAside: [], directory, seenAt, proven });
  }
}
