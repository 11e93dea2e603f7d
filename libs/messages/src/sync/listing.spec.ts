import { Upstream, UpstreamPage } from '../upstream/upstream.service';
import { Listing } from './listing';

const page = (given: Partial<UpstreamPage> = {}): UpstreamPage => ({
  messages: [{} as UpstreamPage['messages'][number]],
  setAside: [],
  dates: [5],
  nextCursor: null,
  isFull: false,
  total: null,
  askedAt: 0,
  trustedNow: 0,
  ...given,
});

/** Answers by cursor; the first page is that of `start`. */
function listingOf(pages: Record<string, UpstreamPage>, isAwaited = true) {
  const asked: string[] = [];
  const upstream = {
    readPage: (_: unknown, { cursor }: { cursor: string | null }) => {
      asked.push(cursor ?? 'start');
      const answer = pages[cursor ?? 'start'];
      return answer ? Promise.resolve(answer) : Promise.reject(new Error(`no page ${cursor}`));
    },
  } as unknown as Upstream;
  const calls = { signal: new AbortController().signal, isAwaited: () => isAwaited };
  const of = { credential: { locationId: 'loc1', token: 't' }, channel: 'messages' as const, calls };
  return { listing: new Listing(upstream, of, Infinity), asked };
}

async function readAll(listing: Listing, isBelow: (oldest: number) => boolean = () => false): Promise<UpstreamPage[]> {
  const pages: UpstreamPage[] = [];
  for await (const one of listing.pages(isBelow)) pages.push(one);
  return pages;
}

describe('a list of upstream', () => {
  it('is read page by page to its end', async () => {
    const pages = { start: page({ nextCursor: 'a' }), a: page({ nextCursor: 'b' }), b: page() };
    const { listing, asked } = listingOf(pages);
    expect(listing.isUnderWay).toBe(false);
    expect(await readAll(listing)).toEqual([pages.start, pages.a, pages.b]);
    expect(asked).toEqual(['start', 'a', 'b']);
    expect(listing.isUnderWay).toBe(true);
  });

  it('asks for the next page while one is in hand, but not ahead of time for what will not be wanted', async () => {
    const { listing, asked } = listingOf({
      start: page({ nextCursor: 'a', dates: [9] }),
      a: page({ nextCursor: 'b', dates: [4] }),
      b: page(),
    });
    for await (const one of listing.pages((oldest) => oldest < 5)) {
      expect(asked).toEqual(['start', 'a']);
      if (one.dates[0] === 4) break;
    }
    expect(asked).toEqual(['start', 'a']);
  });

  it('asks for no page ahead of time when nobody waits', async () => {
    const { listing, asked } = listingOf({ start: page({ nextCursor: 'a' }), a: page({ nextCursor: 'b' }), b: page() }, false);
    const pages = listing.pages(() => false);
    await pages.next();
    expect(asked).toEqual(['start']);
    await pages.next();
    expect(asked).toEqual(['start', 'a']);
    const rest: UpstreamPage[] = [];
    for await (const one of pages) rest.push(one);
    expect(rest).toHaveLength(1);
  });

  it('goes on after all when whoever reads it wants more', async () => {
    const { listing, asked } = listingOf({ start: page({ nextCursor: 'a' }), a: page() });
    expect(await readAll(listing, () => true)).toHaveLength(2);
    expect(asked).toEqual(['start', 'a']);
  });

  it('ends when a cursor comes again', async () => {
    const { listing, asked } = listingOf({ start: page({ nextCursor: 'a' }), a: page({ nextCursor: 'b' }), b: page({ nextCursor: 'a' }) });
    expect(await readAll(listing)).toHaveLength(3);
    expect(asked).toEqual(['start', 'a', 'b']);
  });

  it('bears some empty pages, but not ten in a row', async () => {
    const empty = (index: number): [string, UpstreamPage] => [
      index === 0 ? 'start' : `${index}`,
      page({ messages: [], nextCursor: `${index + 1}` }),
    ];
    const endless = Object.fromEntries(Array.from({ length: 40 }, (_, index) => empty(index)));
    expect(await readAll(listingOf(endless).listing)).toHaveLength(10);
    const broken = { ...endless, 8: page({ nextCursor: '9' }), 15: page() };
    expect(await readAll(listingOf(broken).listing)).toHaveLength(16);
  });

  it('ends with a page that leads no further, unless that is full and upstream counts more or doesn’t count', async () => {
    const endsWith = async (given: Partial<UpstreamPage>) => {
      const { listing } = listingOf({ start: page(given) });
      const [only] = await readAll(listing);
      return only !== undefined && listing.endsWith(only);
    };
    expect(await endsWith({})).toBe(true);
    expect(await endsWith({ isFull: true })).toBe(false);
    expect(await endsWith({ isFull: true, total: 2 })).toBe(false);
    expect(await endsWith({ isFull: true, total: 1 })).toBe(true);
    expect(listingOf({}).listing.endsWith(page({ nextCursor: 'a', total: 0 }))).toBe(false);
  });

  it('fails where a page fails, having given those before', async () => {
    const { listing } = listingOf({ start: page({ nextCursor: 'a' }) });
    const pages = listing.pages(() => false);
    expect((await pages.next()).done).toBe(false);
    await expect(pages.next()).rejects.toThrow('no page a');
  });
});
