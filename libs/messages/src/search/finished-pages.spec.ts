import { FinishedPage, FinishedPages } from './finished-pages';

const page = (text: string): FinishedPage => ({ messages: [Buffer.from(text)], count: 1, last: null, hasMore: false, total: null });
/** Asks for the versions in turn. @returns those that had to be read */
async function ask(pages: FinishedPages, versions: readonly string[], bytes = 1_000): Promise<string[]> {
  const read: string[] = [];
  for (const version of versions)
    await pages.get(version, () => {
      read.push(version);
      return Promise.resolve(page('x'.repeat(bytes)));
    });
  return read;
}

describe('finished pages', () => {
  it('are kept from the second time on', async () => {
    expect(await ask(new FinishedPages(10_000), ['a', 'a', 'a', 'a'])).toEqual(['a', 'a']);
  });

  it('are found as they were read', async () => {
    const pages = new FinishedPages(10_000);
    const read = () => Promise.resolve({ ...page('{"id":"a"}'), last: { dateUpdated: 1, id: 'a' }, hasMore: true, total: 7 });
    const first = await pages.get('a', read);
    await pages.get('a', read);
    expect(await pages.get('a', () => Promise.reject(new Error('read again')))).toEqual(first);
  });

  it('stay within their memory, the least recently used dropped first', async () => {
    const pages = new FinishedPages(3_500);
    await ask(pages, ['a', 'a', 'b', 'b', 'a', 'c', 'c']);
    expect(await ask(pages, ['a', 'c', 'b'])).toEqual(['b']);
  });

  it('are not pushed out by a location that is read from end to end', async () => {
    const pages = new FinishedPages(3_500);
    await ask(pages, ['a', 'a']);
    await ask(
      pages,
      Array.from({ length: 200 }, (_, index) => `page ${index}`),
    );
    expect(await ask(pages, ['a'])).toEqual([]);
  });

  it('are none without memory for them, and none that alone is too large', async () => {
    expect(await ask(new FinishedPages(0), ['a', 'a', 'a'])).toHaveLength(3);
    expect(await ask(new FinishedPages(800), ['a', 'a', 'a'])).toHaveLength(3);
  });
});
