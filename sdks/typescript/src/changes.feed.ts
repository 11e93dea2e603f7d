import type { CallOptions } from './client.options.ts';
import type { Change, ChangePage, ChangesParameters } from './contract.types.ts';
import { InvalidAnswerError } from './errors.ts';
import type { Http } from './http.ts';
import { listOf } from './parameters.ts';

const PATH = '/messages/changes';
const PAGE_SIZE = 1_000;
const WAIT_SECONDS = 30;
/** However soon the service says that there is nothing, it isn't asked more often than this. */
const MIN_INTERVAL_MS = 1_000;

/** The changes of a location: iterate over it, or over `pages()`. Ends when all is read, unless it was told to follow. */
export class ChangeFeed implements AsyncIterable<Change> {
  private reached: string;

  constructor(
    private readonly http: Http,
    private readonly parameters: ChangesParameters,
    private readonly options?: CallOptions,
  ) {
    this.reached = parameters.since ?? 'beginning';
  }

  /**
   * Where to go on: `since` of another feed, in another process or on another day. It moves on only when what follows a page is asked for, so
   * that what was being worked on when a process died comes again: store each change under its id, and nothing is lost or doubled.
   */
  get position(): string {
    return this.reached;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Change, void, undefined> {
    for await (const { changes } of this.pages()) yield* changes;
  }

  /** Pages with at least one change. */
  async *pages(): AsyncGenerator<ChangePage, void, undefined> {
    for (;;) {
      const began = this.http.runtime.now();
      const page = await this.page();
      if (page.changes.length > 0) {
        if (page.next === this.reached) throw new InvalidAnswerError({ method: 'GET', path: PATH }, 'gave a position that leads to itself');
        yield page;
      }
      this.reached = page.next;
      if (page.changes.length > 0) continue;
      if (!this.parameters.follow) return;
      await this.rest(MIN_INTERVAL_MS - (this.http.runtime.now() - began));
    }
  }

  private async page(): Promise<ChangePage> {
    const { type, follow, limit = PAGE_SIZE, wait = follow ? WAIT_SECONDS : undefined, ...rest } = this.parameters;
    const query = {
      ...rest,
      limit,
      since: this.reached,
      ...(type !== undefined && { type: listOf(type) }),
      ...(wait !== undefined && { wait }),
    };
    return (await this.http.answer('get', PATH, 200, { query }, this.options)) as ChangePage;
  }

  private async rest(ms: number): Promise<void> {
    if (ms > 0) await this.http.runtime.sleep(ms, this.options?.signal);
  }
}
