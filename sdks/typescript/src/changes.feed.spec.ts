import { GoneError, InvalidAnswerError } from './errors.ts';
import { changesPage, fakeService, fault, listed } from './testing/fake.service.ts';

const ids = (changes: readonly { readonly id: string }[]): string[] => changes.map(({ id }) => id);

describe('a feed of changes', () => {
  it('reads from the beginning until there is nothing more', async () => {
    const { client, asked } = fakeService([changesPage(['a', 'b'], 'p1'), changesPage(['c'], 'p2'), changesPage([], 'p2')]);
    const feed = client.messages.changes({ locationId: 'loc1', type: 'TYPE_CALL,TYPE_SMS' });
    expect([ids(await listed(feed)), feed.position]).toEqual([['a', 'b', 'c'], 'p2']);
    expect(asked()).toEqual([
      'GET /messages/changes?locationId=loc1&limit=1000&since=beginning&type=TYPE_CALL,TYPE_SMS',
      'GET /messages/changes?locationId=loc1&limit=1000&since=p1&type=TYPE_CALL,TYPE_SMS',
      'GET /messages/changes?locationId=loc1&limit=1000&since=p2&type=TYPE_CALL,TYPE_SMS',
    ]);
  });

  it('moves its position only when what follows a page is asked for', async () => {
    const { client } = fakeService([changesPage(['a', 'b'], 'p1'), changesPage(['c'], 'p2')]);
    const feed = client.messages.changes({ locationId: 'loc1', since: 'p0' });
    const positions: string[] = [];
    for await (const { id } of feed) {
      positions.push(`${id} ${feed.position}`);
      if (id === 'c') break;
    }
    expect([...positions, feed.position]).toEqual(['a p0', 'b p0', 'c p1', 'p1']);
  });

  it('goes on from a position, and knows where now is', async () => {
    const { client } = fakeService([changesPage([], 'p7')]);
    const feed = client.messages.changes({ locationId: 'loc1', since: 'now' });
    expect([await listed(feed.pages()), feed.position]).toEqual([[], 'p7']);
  });

  it('waits for what comes next when it follows, and asks once a second at most', async () => {
    const { client, asked, runtime } = fakeService([changesPage([], 'p1'), changesPage([], 'p1'), changesPage(['a'], 'p2')]);
    for await (const { id } of client.messages.changes({ locationId: 'loc1', since: 'p0', follow: true })) {
      expect(id).toBe('a');
      break;
    }
    expect(runtime.slept).toEqual([1_000, 1_000]);
    expect(asked().at(-1)).toBe('GET /messages/changes?locationId=loc1&since=p1&limit=1000&wait=30');
  });

  it('ends with the reason of its signal while it waits', async () => {
    const controller = new AbortController();
    const stop = new Error('enough');
    const { client, runtime } = fakeService([changesPage([], 'p1')]);
    runtime.duringWait = () => controller.abort(stop);
    const feed = client.messages.changes({ locationId: 'loc1', follow: true, wait: 5 }, { signal: controller.signal });
    await expect(listed(feed)).rejects.toBe(stop);
  });

  it('says that a position is too old', async () => {
    const { client } = fakeService([fault(410)]);
    await expect(listed(client.messages.changes({ locationId: 'loc1', since: 'old' }))).rejects.toThrow(GoneError);
  });

  it('refuses a position that leads to itself', async () => {
    const { client } = fakeService([changesPage(['a'], 'p0')]);
    await expect(listed(client.messages.changes({ locationId: 'loc1', since: 'p0' }))).rejects.toThrow(InvalidAnswerError);
  });
});
