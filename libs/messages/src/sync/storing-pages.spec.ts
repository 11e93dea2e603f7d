import { aPage } from '../store/page.fixture';
import { PageBeingSaved } from '../store/page.store';
import { StoringPages } from './storing-pages';

/** A page whose saving ends when it is told to. */
class HeldPage implements PageBeingSaved {
  readonly page = aPage([], {});
  readonly locked = Promise.resolve(1n);
  readonly saved: Promise<number>;
  end!: (saved: number) => void;
  fail!: (error: Error) => void;
  before: PageBeingSaved | undefined;

  constructor() {
    this.saved = new Promise((resolve, reject) => {
      this.end = resolve;
      this.fail = reject;
    });
  }

  readonly start = (before: PageBeingSaved | undefined): PageBeingSaved => {
    this.before = before;
    return this;
  };
}

const noop = (): Promise<void> => Promise.resolve();
/** All that is due of what was already settled. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('StoringPages', () => {
  it('takes a second page while the first is written, and a third only when the first is stored', async () => {
    const storing = new StoringPages();
    const [first, second, third] = [new HeldPage(), new HeldPage(), new HeldPage()];
    await storing.add(first.start, noop);
    let taken = false;
    const adding = storing.add(second.start, noop).then(() => (taken = true));
    await settled();
    expect([second.before, taken]).toEqual([first, false]);
    first.end(1);
    await adding;
    void storing.add(third.start, noop);
    expect(third.before).toBe(second);
  });

  it('finishes the pages in their order, whichever was stored first', async () => {
    const storing = new StoringPages();
    const [first, second] = [new HeldPage(), new HeldPage()];
    const finished: string[] = [];
    const finish = (name: string) => (saved: number) => {
      finished.push(`${name} ${saved}`);
      return Promise.resolve();
    };
    await storing.add(first.start, finish('first'));
    const adding = storing.add(second.start, finish('second'));
    second.end(2);
    await settled();
    expect(finished).toEqual([]);
    first.end(1);
    await adding;
    await storing.end();
    expect(finished).toEqual(['first 1', 'second 2']);
  });

  it('tells of a page that could not be stored when the next is added', async () => {
    const storing = new StoringPages();
    const [first, second] = [new HeldPage(), new HeldPage()];
    await storing.add(first.start, noop);
    const adding = storing.add(second.start, noop);
    first.fail(new Error('The disk is full.'));
    await expect(adding).rejects.toThrow('The disk is full.');
  });

  it('ends with what the last page failed of, or with what followed it', async () => {
    const storing = new StoringPages();
    const only = new HeldPage();
    await storing.add(only.start, noop);
    only.fail(new Error('The lease is lost.'));
    await expect(storing.end()).rejects.toThrow('The lease is lost.');

    const other = new StoringPages();
    const page = new HeldPage();
    await other.add(page.start, () => Promise.reject(new Error('No contacts.')));
    page.end(1);
    await expect(other.end()).rejects.toThrow('No contacts.');
  });
});
