import { RecentFigures } from './recent.figures';

/** A source whose answers, and the clock, are in the test's hand. */
function setUp() {
  let now = 0;
  let timeIsUp: () => void = () => undefined;
  const asked: { answer: (read: string) => void; fail: () => void }[] = [];
  const read = () => new Promise<string>((resolve, reject) => asked.push({ answer: resolve, fail: () => reject(new Error('away')) }));
  const delay = () => new Promise<void>((resolve) => (timeIsUp = resolve));
  return {
    recent: new RecentFigures(read, { now: () => now, delay }),
    asked,
    pass: (ms: number) => (now += ms),
    waitIsOver: () => timeIsUp(),
  };
}

describe('RecentFigures', () => {
  it('asks once for all who come together, and not again for five seconds', async () => {
    const { recent, asked, pass } = setUp();
    const both = [recent.get(), recent.get()];
    asked[0]?.answer('a');
    expect(await Promise.all(both)).toEqual(['a', 'a']);
    pass(4_999);
    expect(await recent.get()).toBe('a');
    expect(asked).toHaveLength(1);
    pass(1);
    const next = recent.get();
    asked[1]?.answer('b');
    expect(await next).toBe('b');
  });

  it('says nothing while it fails, and asks again at once', async () => {
    const { recent, asked } = setUp();
    const first = recent.get();
    asked[0]?.fail();
    expect(await first).toBeNull();
    const second = recent.get();
    asked[1]?.answer('a');
    expect(await second).toBe('a');
  });

  it('lets nobody wait for a source that hangs, nor asks it a second time meanwhile', async () => {
    const { recent, asked, waitIsOver } = setUp();
    for (let scrape = 0; scrape < 3; scrape += 1) {
      const hanging = recent.get();
      waitIsOver();
      expect(await hanging).toBeNull();
    }
    expect(asked).toHaveLength(1);
    asked[0]?.answer('late');
    await Promise.resolve();
    expect(await recent.get()).toBe('late');
  });
});
