import { Position } from '../model/cursor';
import { Part, readAhead } from './read-ahead';

/** A list of pages by the place that each begins after; reads are noted. */
function listOf(pages: number, failing = Infinity) {
  const reads: (number | null)[] = [];
  const read = (from: Position | null): Promise<Part> => {
    const page = (from?.dateUpdated ?? 0) + 1;
    reads.push(page);
    if (page === failing) return Promise.reject(new Error(`page ${page} can't be read`));
    return Promise.resolve({ last: { dateUpdated: page, id: `m${page}` }, hasMore: page < pages });
  };
  return { reads, pages: readAhead(read, null) };
}

describe('pages that are read ahead', () => {
  it('come in order, each once, to the end', async () => {
    const { reads, pages } = listOf(4);
    const seen: unknown[] = [];
    for await (const { last } of pages) seen.push(last?.id);
    expect([seen, reads]).toEqual([
      ['m1', 'm2', 'm3', 'm4'],
      [1, 2, 3, 4],
    ]);
  });

  it('are one ahead of what is taken, and no more', async () => {
    const { reads, pages } = listOf(10);
    expect(reads).toEqual([]);
    await pages.next();
    expect(reads).toEqual([1, 2]);
    await pages.next();
    expect(reads).toEqual([1, 2, 3]);
  });

  it('are read no further once nobody takes them', async () => {
    const { reads, pages } = listOf(10);
    for await (const { last } of pages) if (last?.id === 'm2') break;
    expect(reads).toEqual([1, 2, 3]);
  });

  it('are given up to the one that can not be read, and its failure then', async () => {
    const { pages } = listOf(10, 3);
    await pages.next();
    await pages.next();
    await expect(pages.next()).rejects.toThrow("page 3 can't be read");
  });
});
