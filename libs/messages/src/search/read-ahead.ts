import { Position } from '../model/cursor';

/** What a page of a list must tell for the list to be gone through. */
export interface Part {
  /** The place of the last message, or null when there is none. */
  readonly last: Position | null;
  readonly hasMore: boolean;
}

/**
 * The pages of a list from a place on. While one is being taken, the next is read, and no more than that: who takes slowly has two pages
 * in memory, and who takes no more has caused one read too many.
 */
export async function* readAhead<Page extends Part>(
  read: (from: Position | null) => Promise<Page>,
  from: Position | null,
): AsyncGenerator<Page, void, undefined> {
  let coming = read(from);
  for (;;) {
    const page = await coming;
    if (page.hasMore) {
      coming = read(page.last);
      // It is told when it's the page's turn, if that ever comes.
      coming.catch(() => undefined);
    }
    yield page;
    if (!page.hasMore) return;
  }
}
