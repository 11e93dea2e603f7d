import { Injectable } from '@nestjs/common';
import { Position } from '../model/cursor';
import { SearchText, StoredQuery } from '../model/search-query';
import { ByteRow } from './byte-rows';
import { Database, ReadBytes, Statement } from './database';
import { contactQuery, messageQuery } from './lexemes';
import { beyond, StoredPage, toPage } from './message.store';
import { filterValues, PageShape } from './search.statement';
import { list, toTimestamp } from './sql-values';
import {
  fewTotalStatement,
  findStatement,
  JOIN_IN_MEMORY,
  placeStatement,
  scanStatement,
  totalStatement,
  walkStatement,
} from './text-search.statement';

/** A search by words. */
export type StoredTextQuery = StoredQuery & { readonly text: SearchText };

export function isTextQuery(query: StoredQuery): query is StoredTextQuery {
  return query.text !== undefined;
}

/** How many messages are looked at before anything is known of the words. */
const FIRST_LOOK = 1_000;
/** So many of them matching, the next page is found sooner by looking on than by the index. */
const DENSE = 50;

/**
 * Reads stored messages by words. Rare words are found by the index and sorted; common ones by looking through the messages in their order,
 * which ends with the page. Which of the two a word is, nobody knows before: so a few messages are looked at first, then as many matches
 * are sorted as a walk would cost, and so on, each step going on from where the last one came.
 */
@Injectable()
export class TextSearchStore {
  constructor(private readonly database: Database) {}

  /** The page after `from`, or the first. */
  async readPage(query: StoredTextQuery, from: Position | null): Promise<StoredPage> {
    return toPage(await this.database.snapshot(query, (read) => new PageReading(read, query, from).run()), query);
  }

  /** How many messages the query has, page or no page. */
  async count(query: StoredTextQuery): Promise<number> {
    const { locationId, window, messageTypes, filters } = query;
    const values = [
      ...[locationId, toTimestamp(window.after), toTimestamp(window.upTo), list(messageTypes), 0],
      ...wordsOf(query),
      ...filterValues(filters),
    ];
    return this.database.snapshot(query, async (read) => {
      const [[few] = []] = await read(fewTotalStatement(filters), values);
      if (few) return Number(few);
      await read(JOIN_IN_MEMORY, []);
      const [[total] = []] = await read(totalStatement(filters), values);
      return Number(total);
    });
  }
}

/** One page on its way, all of it as it was at one moment. */
class PageReading {
  private readonly rows: ByteRow[] = [];
  private readonly shape: PageShape;
  private readonly wanted: number;

  constructor(
    private readonly read: ReadBytes,
    private readonly query: StoredTextQuery,
    private place: Position | null,
  ) {
    const { sort, includeContact, includeUser, filters, messageTypes, limit } = query;
    this.shape = { sort, includeContact, includeUser, filters, typeCount: messageTypes.length };
    // One more tells whether another page follows.
    this.wanted = limit + 1;
  }

  /** The page's rows, and one more if there is one. */
  async run(): Promise<readonly ByteRow[]> {
    if (await this.isDoneByWalking(FIRST_LOOK)) return this.rows;
    const seen = this.rows.length;
    if (seen >= DENSE && (await this.isDoneByWalking(Math.ceil((2 * FIRST_LOOK * this.missing) / seen)))) return this.rows;
    await this.read(JOIN_IN_MEMORY, []);
    const more = await this.find();
    if (more === null) return this.rows;
    const isDone = more.isToWalk ? this.isDoneByWalking(more.messages) : this.isDoneAfter(more.messages);
    if (!(await isDone)) await this.take(scanStatement(this.shape), []);
    return this.rows;
  }

  private get missing(): number {
    return this.wanted - this.rows.length;
  }

  /** Looks at the next messages. @returns whether the page is full, or there are no more messages */
  private async isDoneByWalking(messages: number): Promise<boolean> {
    await this.take(walkStatement(this.shape), [messages]);
    return this.isDoneAfter(messages);
  }

  /** What comes next is looked for after these messages. */
  private async isDoneAfter(messages: number): Promise<boolean> {
    if (this.missing === 0) return true;
    const [last] = await this.read(placeStatement(this.shape), [...this.start(messages), ...this.narrowing()]);
    if (last) this.place = { id: String(last[0]), dateUpdated: Number(last[1]) };
    return !last;
  }

  /** Finds by the index. @returns null at the end, else how many messages have been looked at, or are to be walked */
  private async find(): Promise<{ readonly messages: number; readonly isToWalk: boolean } | null> {
    const values = [...this.start(this.missing), ...wordsOf(this.query), ...this.narrowing()];
    const found = await this.read(findStatement(this.shape), values);
    for (const [, , ...row] of found) if (row[0]) this.rows.push(row);
    const [messages, isCut] = found[0] ?? [];
    return messages ? { messages: Number(messages), isToWalk: String(isCut) === 'true' } : null;
  }

  private async take(statement: Statement, messages: readonly number[]): Promise<void> {
    const values = [...this.start(this.missing), ...wordsOf(this.query), ...messages, ...this.narrowing()];
    this.rows.push(...(await this.read(statement, values)));
  }

  private start(count: number): (string | number)[] {
    const { position, bound } = beyond(this.query, this.place);
    return [this.query.locationId, toTimestamp(position.dateUpdated), position.id, bound, count];
  }

  private narrowing(): readonly string[] {
    return [...filterValues(this.query.filters), ...this.query.messageTypes];
  }
}

function wordsOf({ locationId, text }: StoredTextQuery): [messages: string, contacts: string] {
  return [messageQuery(locationId, text.query), contactQuery(locationId, text.query)];
}
