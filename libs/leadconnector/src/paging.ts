import { FailedCall, LeadConnectorError } from './errors';

/** A page and where the next one starts; null when this was the last. */
export interface CursorPage<Cursor> {
  readonly nextCursor: Cursor | null;
}

/** Empty pages in a row after which upstream is taken to have lost itself, though it gives new cursors. */
const MAX_EMPTY_PAGES = 10;

/**
 * All pages from `first` on. Throws `stalled-paging` when a cursor comes again, also after others, or when page after page is
 * empty. Rather than every cursor, one is remembered, taken anew after 1, 2, 4, 8, ... pages (Brent): any circle is found.
 */
export async function* paginate<Cursor extends string | number, Page extends CursorPage<Cursor>>(
  call: FailedCall,
  first: Cursor | null,
  fetchPage: (cursor: Cursor | null) => Promise<Page>,
  isEmpty: (page: Page) => boolean,
): AsyncGenerator<Page, void, undefined> {
  let cursor = first;
  let remembered = first;
  let emptyPages = 0;
  for (let pages = 1, renewAt = 1; ; pages++) {
    const page = await fetchPage(cursor);
    yield page;
    if (page.nextCursor === null) return;
    emptyPages = isEmpty(page) ? emptyPages + 1 : 0;
    const stalled = page.nextCursor === cursor || page.nextCursor === remembered || emptyPages >= MAX_EMPTY_PAGES;
    if (stalled) throw new LeadConnectorError({ code: 'stalled-paging' }, call);
    cursor = page.nextCursor;
    if (pages !== renewAt) continue;
    remembered = cursor;
    renewAt *= 2;
  }
}
