import { Injectable } from '@nestjs/common';
import { Position } from '../model/cursor';
import { SearchText, StoredQuery } from '../model/search-query';
import { ByteRow } from './byte-rows';
import { Database, ReadBytes } from './database';
import { contactQuery, messageQuery } from './lexemes';
import { beyond, StoredPage, toPage } from './message.store';
import { filterValues, PageShape } from './search.statement';
import { toTimestamp } from './sql-values';
import { findStatement, placeStatement, textTotalStatement, walkStatement } from './text-search.statement';

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
    return toPage(await this.database.snapshot((read) => new PageReading(read, query, from).run()), query);
  }

  /** How many messages the query has, page or no page. */
  async count(query: StoredTextQuery): Promise<number> {
    const { locationId, window, messageTypes, filters } = query;
    const [row] = await this.database.query<{ total: number }>(textTotalStatement(filters), [
      ...[locationId, toTimestamp(window.after), toTimestamp(window.upTo), messageTypes, 0],
      ...wordsOf(query),
      ...filterValues(filters),
    ]);
    return row?.total ?? 0;
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
    if (await this.isDoneByLooking(FIRST_LOOK)) return this.rows;
    const found = this.rows.length;
    if (found >= DENSE && (await this.isDoneByLooking(Math.ceil((2 * FIRST_LOOK * this.missing) / found)))) return this.rows;
    const tooMany = await this.find(true);
    if (tooMany === null || (await this.isDoneByLooking(2 * tooMany))) return this.rows;
    await this.find(false);
    return this.rows;
  }

  private get missing(): number {
    return this.wanted - this.rows.length;
  }

  /** Looks at the next messages. @returns whether the page is full, or there are no more messages */
  private async isDoneByLooking(messages: number): Promise<boolean> {
    const values = [...this.start(this.missing), ...wordsOf(this.query), messages, ...this.narrowing()];
    this.rows.push(...(await this.read(walkStatement(this.shape), values)));
    if (this.missing === 0) return true;
    const [last] = await this.read(placeStatement(this.shape), [...this.start(messages), ...this.narrowing()]);
    if (last) this.place = { id: String(last[0]), dateUpdated: Number(last[1]) };
    return !last;
  }

  /** Finds all that follow by the index. @returns null, or where there are too many, after how many it gave up */
  private async find(bounded: boolean): Promise<number | null> {
    const values = [...this.start(this.missing), ...wordsOf(this.query), ...this.narrowing()];
    const found = await this.read(findStatement(this.shape, bounded), values);
    for (const [, ...row] of found) if (row[0]) this.rows.push(row);
    const [tooMany] = found[0] ?? [];
    return tooMany ? Number(tooMany) : null;
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
