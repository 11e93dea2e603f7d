import { Contact } from '../model/directory';
import { Message } from '../model/message';
import { aMessage } from '../model/message.fixture';
import { SearchQuery } from '../model/search-query';
import { parseTextQuery } from '../model/text-query';
import { ChangeStore } from '../store/change.store';
import { Database } from '../store/database';
import { Lease, LeaseStore } from '../store/lease.store';
import { aPage } from '../store/page.fixture';
import { PageStore } from '../store/page.store';
import { TextIndexStore } from '../store/text-index.store';
import { StoredTextQuery, TextSearchStore } from '../store/text-search.store';
import { TextIndex } from './text.index';

const LONG_MS = 60_000;
const PAGE = 500;
/** Of each save: what was observed later is kept. */
let observedAt = 10_000;

/** Stores and searches a location as the service does, without upstream. */
export class IndexedLocation {
  private constructor(
    readonly database: Database,
    readonly lease: Lease,
  ) {}

  static async create(database: Database, locationId: string): Promise<IndexedLocation> {
    const lease = await new LeaseStore(database).acquire(locationId, 'test', LONG_MS);
    if (!lease) throw new Error('The lease is held by another.');
    return new IndexedLocation(database, lease);
  }

  get locationId(): string {
    return this.lease.locationId;
  }

  /** `body` stands in the message's JSON. */
  async save(messages: readonly (Partial<Message> & { readonly body?: string })[]): Promise<void> {
    const whole = messages.map((given) => aMessage({ locationId: this.locationId, ...given }));
    for (let at = 0; at < whole.length; at += PAGE)
      await new PageStore(this.database).savePage(this.lease, aPage(whole.slice(at, at + PAGE)));
  }

  async saveContacts(
    contacts: readonly { readonly id: string; readonly fields: Partial<NonNullable<Contact['fields']>> }[],
  ): Promise<void> {
    const none = { fullName: null, contactName: null, companyName: null, email: null, phone: null };
    const rows = contacts.map(({ id, fields }): Contact => ({ id, fields: { ...none, ...fields } }));
    await new PageStore(this.database).saveDirectory(this.lease, { conversations: [], contacts: rows }, (observedAt += 1), []);
  }

  /** An index as another process has it. */
  newIndex(): TextIndex {
    return new TextIndex(new TextIndexStore(this.database), new ChangeStore(this.database), { now: () => 0 });
  }

  async index(): Promise<void> {
    const { isComplete } = await this.newIndex().ensure(this.locationId, LONG_MS);
    if (!isComplete) throw new Error('The words are not all there.');
  }

  query(text: string, given: Partial<SearchQuery> = {}): StoredTextQuery {
    const query = parseTextQuery(text);
    if (!query) throw new Error('The query has no words.');
    return {
      ...{ locationId: this.locationId, messageTypes: ['TYPE_SMS'], window: { after: -Infinity, upTo: Infinity }, sort: 'asc' },
      ...{ filters: {}, limit: 100, includeContact: false, includeUser: false, includeTotal: false, allowPartial: false },
      ...given,
      text: { given: text, query },
    };
  }

  /** The ids that are found, page by page, with as many as are counted. */
  async search(text: string, given: Partial<SearchQuery> = {}): Promise<string[]> {
    const query = this.query(text, given);
    const store = new TextSearchStore(this.database);
    const ids: string[] = [];
    let page = await store.readPage(query, null);
    for (;;) {
      ids.push(...page.rows.map(({ rendered }) => (JSON.parse(`${rendered.toString()}}`) as { id: string }).id));
      if (!page.hasMore) break;
      if (page.rows.length !== query.limit) throw new Error('A page before the last is not full.');
      page = await store.readPage(query, page.last);
    }
    const counted = await store.count(query);
    if (counted !== ids.length) throw new Error(`${ids.length} were found, and ${counted} counted.`);
    return ids;
  }
}
