import { Credential } from '../model/credential';
import { Channel } from '../model/message-type';
import { Upstream, UpstreamPage } from '../upstream/upstream.service';
import { WalkCalls } from '../upstream/walk-calls';

export interface ListingOf {
  readonly credential: Credential;
  readonly channel: Channel;
  readonly calls: WalkCalls;
}

/** More pages in a row than this that are empty or have been seen before, and the list isn't going anywhere. */
const IDLE_PAGES = 10;

/**
 * One list of upstream's from one upper bound, by cursor. While someone waits for the walk, the page after the one in hand is asked for ahead
 * of time; else it isn't, so that a process that ends loses one page at most.
 */
export class Listing {
  private readonly cursors = new Set<string>();
  private readonly seenPages = new Set<string>();
  private idlePages = 0;
  private rowsRead = 0;

  constructor(
    private readonly upstream: Upstream,
    private readonly of: ListingOf,
    private readonly upTo: number,
  ) {}

  /** Whether a page came: a refusal after that is the cursor's death, not a fault of the request. */
  get isUnderWay(): boolean {
    return this.cursors.size > 0;
  }

  /**
   * The pages until the last, or until one begins again what another began, or until too many bring nothing new: then the caller sees that
   * the list ended without having reached its end. `isBelow` tells when no further page will be wanted.
   */
  async *pages(isBelow: (oldest: number) => boolean): AsyncGenerator<UpstreamPage> {
    let next: Promise<UpstreamPage> | null = this.ask(null);
    while (next) {
      const page: UpstreamPage = await next;
      this.rowsRead += page.messages.length + page.setAside.length;
      const cursor = this.isUsable(page) ? page.nextCursor : null;
      const oldest = page.dates.at(-1) ?? Infinity;
      next = cursor === null || isBelow(oldest) || !this.of.calls.isAwaited() ? null : this.ask(cursor);
      // Handled where it is awaited; the page in hand may fail first.
      next?.catch(() => undefined);
      yield page;
      // The caller has stored the page, or had not enough after all: its proof wants the end of the list.
      if (next === null && cursor !== null) next = this.ask(cursor);
    }
  }

  /**
   * Whether the list ends with this page, the last that was yielded. A full page that leads no further is no end unless upstream's own
   * count says so: taken for one, a cursor that got lost would pass for complete history.
   */
  endsWith({ nextCursor, isFull, total }: UpstreamPage): boolean {
    return nextCursor === null && (!isFull || this.rowsRead >= (total ?? Infinity));
  }

  private ask(cursor: string | null): Promise<UpstreamPage> {
    if (cursor !== null) this.cursors.add(cursor);
    const { credential, channel, calls } = this.of;
    return this.upstream.readPage(credential, { channel, upTo: this.upTo, cursor }, calls);
  }

  private isUsable({ nextCursor, messages }: UpstreamPage): boolean {
    const page = `${messages.length} ${messages[0]?.id} ${messages.at(-1)?.id}`;
    this.idlePages = messages.length === 0 || this.seenPages.has(page) ? this.idlePages + 1 : 0;
    this.seenPages.add(page);
    return nextCursor !== null && !this.cursors.has(nextCursor) && this.idlePages < IDLE_PAGES;
  }
}
