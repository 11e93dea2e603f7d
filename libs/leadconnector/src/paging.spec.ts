import fc from 'fast-check';
import { isLeadConnectorError } from './errors';
import { paginate } from './paging';

const CALL = { method: 'GET', path: '/things' };

interface Page {
  readonly nextCursor: string | null;
  readonly items: readonly number[];
}

/** Walks pages that lead from cursor to cursor as `next` says; answers with the cursors asked for and how it ended. */
async function walk(next: (cursor: string | null) => string | null, items: readonly number[] = [1]): Promise<[(string | null)[], string]> {
  const asked: (string | null)[] = [];
  const fetchPage = (cursor: string | null): Promise<Page> => {
    asked.push(cursor);
    return Promise.resolve({ nextCursor: next(cursor), items });
  };
  try {
    for await (const _ of paginate(CALL, null, fetchPage, (page) => page.items.length === 0));
    return [asked, 'end'];
  } catch (error) {
    return [asked, isLeadConnectorError(error) ? error.code : 'other'];
  }
}

describe('paginate', () => {
  it('follows cursors until there is none', async () => {
    const next = new Map([
      [null, 'a'],
      ['a', 'b'],
    ]);
    expect(await walk((cursor) => next.get(cursor as 'a') ?? null)).toEqual([[null, 'a', 'b'], 'end']);
  });

  it('refuses a cursor that stays where it is', async () => {
    expect(await walk(() => 'a')).toEqual([[null, 'a'], 'stalled-paging']);
  });

  it('finds any circle of cursors, after any way into it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(30), fc.integer({ min: 1, max: 30 }), async (wayIn, length) => {
        const [asked, end] = await walk((cursor) => {
          const at = cursor === null ? 0 : Number(cursor) + 1;
          return String(at < wayIn + length ? at : wayIn);
        });
        expect(end).toBe('stalled-paging');
        expect(asked.length).toBeLessThanOrEqual(4 * (wayIn + length) + 2);
      }),
    );
  });

  it('passes over empty pages, but not over ten of them', async () => {
    let pages = 0;
    const [asked, end] = await walk(() => String(++pages), []);
    expect([asked.length, end]).toEqual([10, 'stalled-paging']);
    pages = 0;
    expect((await walk(() => (++pages < 9 ? String(pages) : null), []))[1]).toBe('end');
  });

  it('asks for a page only when the one before has been taken', async () => {
    let fetched = 0;
    const pages = paginate(
      CALL,
      null,
      () => Promise.resolve({ nextCursor: String(++fetched) }),
      () => false,
    );
    await pages.next();
    expect(fetched).toBe(1);
    await pages.return();
    expect(fetched).toBe(1);
  });
});
