import type { CallOptions } from './client.options.ts';
import type { Message, MessagePage, SearchParameters } from './contract.types.ts';
import { InvalidAnswerError } from './errors.ts';
import type { Http } from './http.ts';
import { searchQuery } from './parameters.ts';

const PATH = '/messages/search';
/** The most that a page may have: the fewer requests, the sooner all is read. */
const PAGE_SIZE = 1_000;

/** A search: iterate over it for its messages, over `pages()` for its pages. Each iteration begins anew. */
export class MessageSearch implements AsyncIterable<Message> {
  constructor(
    private readonly http: Http,
    private readonly parameters: SearchParameters,
    private readonly options?: CallOptions,
  ) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Message, void, undefined> {
    for await (const { messages } of this.pages()) yield* messages;
  }

  /** Page after page, from `cursor` on if there is one. @throws InvalidAnswerError when the list goes in a circle */
  async *pages(): AsyncGenerator<MessagePage, void, undefined> {
    for (let cursor = this.parameters.cursor; ;) {
      const page = await this.page(cursor);
      yield page;
      if (page.nextCursor === null) return;
      if (page.nextCursor === cursor) throw new InvalidAnswerError({ method: 'GET', path: PATH }, 'gave a cursor that leads to itself');
      cursor = page.nextCursor;
    }
  }

  private async page(cursor: string | undefined): Promise<MessagePage> {
    const { lastMessageId, limit = PAGE_SIZE, ...rest } = this.parameters;
    // Where to begin is said once: a cursor takes the place of a message's id from the second page on.
    const query = { ...searchQuery({ ...rest, limit }), ...(cursor !== undefined ? { cursor } : { lastMessageId }) };
    const { messages, ...answer } = await this.http.answer('get', PATH, 200, { query }, this.options);
    return { ...answer, messages: messages.messages, nextCursor: messages.nextCursor };
  }
}
