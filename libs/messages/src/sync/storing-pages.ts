import { PageBeingSaved } from '../store/page.store';

/**
 * The pages of a walk on their way into the store, in order. Two at a time: while one is written, what the next one needs is read behind
 * the lock that it still holds.
 */
export class StoringPages {
  private last: PageBeingSaved | undefined;
  private finished: Promise<void> = Promise.resolve();

  /**
   * Begins to save a page and resolves when all before it are stored. `finish` follows each that was, in their order.
   *
   * @throws what storing one of the pages before threw
   */
  async add(start: (before: PageBeingSaved | undefined) => PageBeingSaved, finish: (saved: number) => Promise<void>): Promise<void> {
    const before = this.finished;
    const { saved } = (this.last = start(this.last));
    this.finished = before.then(async () => finish(await saved));
    // Handled where they are awaited: by the next page, or by end().
    saved.catch(() => undefined);
    this.finished.catch(() => undefined);
    await before;
  }

  /** Resolves when all are stored. @throws what storing one of them threw */
  async end(): Promise<void> {
    await this.finished;
  }
}
