import { Injectable } from '@nestjs/common';
import { Credential } from '../model/credential';
import { ObservedDirectory } from '../model/directory';
import { Message } from '../model/message';
import { Window } from '../model/window';
import { DirectoryStore } from '../store/directory.store';
import { Lease } from '../store/lease.store';
import { PageStore } from '../store/page.store';
import { CONTACTS_PER_LOOK_UP, DirectoryLookup } from '../upstream/directory.lookup';
import { isDenial, Upstream } from '../upstream/upstream.service';
import { WalkCalls } from '../upstream/walk-calls';
import { DirectoryScan } from './directory.scan';
import { LearntRows } from './learnt-rows';

/** One walk's way of learning whom its messages were with and who they were assigned to. */
export interface Enrichment {
  readonly credential: Credential;
  readonly lease: Lease;
  readonly window: Window;
  readonly calls: WalkCalls;
}

/** Fills the directory with what messages need, in bulk: never one request a message. */
@Injectable()
export class Enricher {
  constructor(
    private readonly upstream: Upstream,
    private readonly lookup: DirectoryLookup,
    private readonly directory: DirectoryStore,
    private readonly pages: PageStore,
  ) {}

  /** A scan of the location's conversations that goes along with one walk. */
  startScan(enrichment: Enrichment): DirectoryScan {
    return new DirectoryScan(this.upstream, enrichment.credential, enrichment.window, enrichment.calls);
  }

  /**
   * What the directory must learn before these messages are stored: every conversation of theirs that it doesn't know. The rows are
   * to be stored with the messages; only where a scan brings more than a page should carry, are they stored at once.
   */
  async learnConversations(
    scan: DirectoryScan,
    { credential, lease, calls }: Enrichment,
    messages: readonly Message[],
  ): Promise<ObservedDirectory> {
    const learnt = new LearntRows();
    const wanted = new Set(messages.map(({ conversationId }) => conversationId).filter((id) => id !== null && !scan.isLearnt(id)));
    const oldest = messages.reduce((date, { dateUpdated }) => Math.min(date, dateUpdated), Infinity);
    let missing = wanted.size === 0 ? [] : await this.directory.unknownConversations(lease.locationId, [...wanted] as string[]);
    while (messages.length > 0 && (scan.mustReach(oldest) || scan.isWorthIt(missing.length))) {
      const { rows, observedAt } = await scan.nextPage();
      const conversations = rows.filter(({ tellsAssignee }) => tellsAssignee).map(({ conversation }) => conversation);
      learnt.add({ observedAt, conversations, contacts: rows.map(({ contact }) => contact).filter((contact) => contact !== null) });
      const seen = new Set(conversations.map(({ id }) => id));
      scan.markLearnt(seen);
      scan.lastYield = missing.length - (missing = missing.filter((id) => !seen.has(id))).length;
      if (learnt.areMany) {
        const rows = learnt.take();
        await this.pages.saveDirectory(lease, rows, rows.observedAt, []);
      }
    }
    if (missing.length > 0) {
      learnt.add(await this.lookup.conversations(credential, missing, calls));
      scan.markLearnt(missing);
    }
    return learnt.take();
  }

  /**
   * Looks up the contacts that messages of the location still need, in bulk, while there are `atLeast` of them.
   *
   * @returns false when the token may not read contacts, which the messages' own scope doesn't require: they wait for one that may
   */
  async learnContacts({ credential, lease, calls }: Omit<Enrichment, 'window'>, atLeast: number): Promise<boolean> {
    for (;;) {
      const ids = await this.directory.contactsToLookUp(lease.locationId, CONTACTS_PER_LOOK_UP);
      if (ids.length < Math.max(atLeast, 1)) return true;
      const found = await this.lookup.contacts(credential, ids, calls).catch(nullIfDenied);
      if (found === null) return false;
      await this.pages.saveDirectory(lease, found, found.observedAt, ids);
    }
  }
}

function nullIfDenied(error: unknown): null {
  if (isDenial(error)) return null;
  throw error;
}
