import { Inject, Injectable } from '@nestjs/common';
import { Enricher, Enrichment } from '../enrichment/enricher';
import { MessagesError } from '../errors';
import { isCovered } from '../model/coverage';
import { ObservedDirectory } from '../model/directory';
import { Message } from '../model/message';
import { Channel } from '../model/message-type';
import { extendProof, Proof, startProof } from '../model/page-proof';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { CoverageStore } from '../store/coverage.store';
import { PageStore, WalkedPage } from '../store/page.store';
import { isRefusal, Upstream, UpstreamPage } from '../upstream/upstream.service';
import { Listing } from './listing';
import { StoringPages } from './storing-pages';

/** What a walk reads: from the top of its window (Infinity: from now) down to its bottom. */
export interface WalkPlan extends Enrichment {
  readonly channel: Channel;
  /** Told after each page that is stored. */
  readonly onPage: (page: StoredPage) => void;
  /** Told of each page before it's stored. */
  readonly onShown?: (messages: readonly Message[]) => void;
}

export interface StoredPage {
  readonly messagesRead: number;
  readonly messagesStored: number;
  /** Down to where everything is proved now. */
  readonly provenDownTo: number;
  /** The length of the list, by upstream's word. */
  readonly total: number | null;
}

/** How often a list may be begun again from where it broke without having got any further. */
const FRUITLESS_RESTARTS = 3;
/** How many contacts must be waiting before they are looked up while their walk still runs. */
const CONTACTS_WORTH_A_LOOK_UP = 500;

/** Walks upstream's list of a location's messages into the store. */
@Injectable()
export class Walker {
  constructor(
    private readonly upstream: Upstream,
    private readonly enricher: Enricher,
    private readonly pages: PageStore,
    private readonly coverage: CoverageStore,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  /**
   * Walks down to the bottom of the window, storing each page with what it proves. A cursor that dies costs nothing: the list is
   * begun again at what is proved. While a page is stored the next one is already asked for, if anyone waits for the walk: what nobody
   * waits for goes page by page, at most one of which is ever in hand.
   *
   * @throws LeadConnectorError, MessagesError `lease-lost`, `upstream-unusable`, `store-unavailable`
   */
  async walk(plan: WalkPlan): Promise<void> {
    const prior = (await this.coverage.read(plan.lease.locationId, [plan.channel])).channels.get(plan.channel);
    // Another process may have walked it while this one waited for the lease.
    if (prior && plan.window.upTo !== Infinity && isCovered(prior.coverage, plan.window)) return;
    // From now on, only what changed since its last tail is left to read; a gap further down is for who finds that it is still needed.
    const after = plan.window.upTo === Infinity ? Math.max(plan.window.after, prior?.asOf ?? -Infinity) : plan.window.after;
    await this.walkDown({ ...plan, window: { ...plan.window, after } }, prior?.asOf ?? null);
  }

  /** Walks all of the window again, covered as it is: what upstream shows of it now. @throws what walk throws */
  async walkAgain(plan: WalkPlan): Promise<void> {
    const prior = (await this.coverage.read(plan.lease.locationId, [plan.channel])).channels.get(plan.channel);
    await this.walkDown(plan, prior?.asOf ?? null);
  }

  private async walkDown(plan: WalkPlan, priorAsOf: number | null): Promise<void> {
    const scan = this.enricher.startScan(plan);
    let first: UpstreamPage | null = null;
    let proof: Proof | null = null;
    let tailIsDone = false;
    for (let fruitless = 0; fruitless <= FRUITLESS_RESTARTS;) {
      const startedAt: number = proof?.downTo ?? plan.window.upTo;
      const listing = new Listing(this.upstream, plan, startedAt);
      // While one page is written, the next one is read for, the one after it learns its conversations, and another is on its way.
      const storing = new StoringPages();
      try {
        for await (const page of listing.pages((oldest) => oldest <= plan.window.after)) {
          plan.onShown?.(page.messages);
          const directory = await this.enricher.learnConversations(scan, plan, page.messages);
          first ??= page;
          proof ??= startProof(Math.min(plan.window.upTo, first.trustedNow - this.options.settlingLagMs));
          proof = extendProof(proof, { dates: page.dates, isLast: listing.endsWith(page) });
          const seesAllChanges = priorAsOf === null || plan.window.upTo === Infinity;
          const endsTail: boolean = !tailIsDone && seesAllChanges && hasReached(proof, priorAsOf ?? proof.upTo);
          tailIsDone ||= endsTail;
          await this.storePage(plan, { page, directory, proof, first, endsTail }, storing);
          if (hasReached(proof, plan.window.after)) return;
        }
      } catch (error) {
        if (!listing.isUnderWay || !isRefusal(error)) throw error;
      } finally {
        await storing.end();
      }
      fruitless = proof && proof.downTo < startedAt ? 0 : fruitless + 1;
      if (proof) proof = { ...proof, lastDate: Infinity };
    }
    throw new MessagesError('upstream-unusable', 'The list of messages breaks off again and again at the same place.');
  }

  private async storePage(plan: WalkPlan, { page, directory, proof, first, endsTail }: PageInHand, storing: StoringPages): Promise<void> {
    const asOf = first.trustedNow - this.options.settlingLagMs;
    const walked: WalkedPage = {
      channel: plan.channel,
      messages: page.messages,
      setAside: page.setAside,
      directory,
      seenAt: page.askedAt,
      listedAt: first.askedAt,
      proven: { after: proof.downTo, upTo: proof.upTo },
      ...(endsTail && { tail: { asOf, walkedAt: first.askedAt } }),
    };
    await storing.add(
      (before) => this.pages.startSaving(plan.lease, walked, before),
      async (messagesStored) => {
        await this.enricher.learnContacts(plan, CONTACTS_WORTH_A_LOOK_UP);
        this.options.observer.onPageStored({ channel: plan.channel, messagesRead: page.messages.length, messagesStored });
        plan.onPage({ messagesRead: page.messages.length, messagesStored, provenDownTo: proof.downTo, total: page.total });
      },
    );
    if (!plan.calls.isAwaited()) await storing.end();
  }
}

/**
 * Whether nothing above `bottom` is left to read. That all above it is proved is not enough: what is too new to be proved may fill more
 * than a page.
 */
function hasReached({ downTo, lastDate }: Proof, bottom: number): boolean {
  return downTo === -Infinity || (downTo <= bottom && lastDate <= bottom);
}

interface PageInHand {
  readonly page: UpstreamPage;
  readonly directory: ObservedDirectory;
  readonly proof: Proof;
  /** The walk's first page: when it was asked for decides what can be promised. */
  readonly first: UpstreamPage;
  /** Whether with this page every change since the last tail walk was seen. */
  readonly endsTail: boolean;
}
