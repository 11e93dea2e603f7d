import { ExportPage, ExportParameters, LeadConnectorClient, LeadConnectorError } from '@app/leadconnector';

/** A message over time: each update is a version more, oldest first. Dates in epoch ms. */
export interface FakeMessage {
  readonly id: string;
  readonly dateAdded: number;
  readonly conversationId: string;
  readonly updates: number[];
}

/** What happens at one call of the export, before it is answered. */
export type Event = 'nothing' | 'dead cursor' | 'outage' | 'repeated row' | { readonly updates: number } | 'new message';

export interface FakeUpstreamOptions {
  readonly messages: FakeMessage[];
  readonly pageSize: number;
  /** Which date endDate bounds, and whether it's included. */
  readonly bounds: 'updated' | 'created';
  readonly isInclusive: boolean;
  /** How late an update is shown. */
  readonly delayMs: number;
  readonly stepMs: number;
  readonly events: Event[];
}

interface Row {
  readonly message: FakeMessage;
  readonly date: number;
}

/** Upstream in memory, as far as walks use it: lists frozen at their first page, updates shown late, faults where a script has them. */
export class FakeUpstream {
  now: number;
  private readonly lists = new Map<string, readonly Row[]>();
  private serial = 0;

  constructor(
    readonly options: FakeUpstreamOptions,
    start: number,
  ) {
    this.now = start;
  }

  /** Every message with the date of its last update, shown yet or not. */
  get truth(): ReadonlyMap<string, number> {
    return new Map(this.options.messages.map(({ id, updates }) => [id, updates.at(-1) ?? 0]));
  }

  get client(): LeadConnectorClient {
    const fake: Partial<LeadConnectorClient> = {
      exportMessages: (_, parameters) => Promise.resolve(parameters).then((given) => this.exportPage(given)),
      searchConversations: (_, { id }) => Promise.resolve({ conversations: id ? [this.conversation(id)] : [], total: 0, ...this.origin }),
      searchContacts: () => Promise.resolve({ contacts: [], total: 0, ...this.origin }),
      getContact: () => Promise.reject(failure('not-found')),
    };
    return fake as LeadConnectorClient;
  }

  private get origin() {
    return { body: null, meta: { sentAt: this.now, serverDate: null, traceId: null } };
  }

  private conversation(id: string) {
    return { id, contactId: `contact of ${id}`, lastMessageDate: 1, fullName: id };
  }

  private exportPage({ cursor, endDate }: ExportParameters): ExportPage {
    const origin = this.origin;
    const event = this.options.events.shift() ?? 'nothing';
    if (event === 'outage') throw failure('network');
    if (event === 'dead cursor' && cursor !== undefined) throw failure('bad-request');
    if (event === 'new message') this.add();
    if (typeof event === 'object') this.update(event.updates);
    const { list, from } = cursor === undefined ? this.newList(Number(endDate ?? Infinity)) : this.listOf(cursor);
    const rows = this.lists.get(list) ?? [];
    const start = event === 'repeated row' ? Math.max(0, from - 1) : from;
    const to = from + this.options.pageSize;
    const messages = rows.slice(start, to).map(({ message, date }) => wireMessage(message, date));
    return { messages, nextCursor: to < rows.length ? `${list}/${to}` : null, total: rows.length, ...origin };
  }

  private newList(endDate: number): { list: string; from: number } {
    const { bounds, isInclusive, delayMs, messages } = this.options;
    const rows = messages
      .map((message) => ({ message, date: shownDate(message, this.now - delayMs) }))
      .filter((row): row is Row => row.date !== null)
      .filter(({ message, date }) => {
        const bounded = bounds === 'updated' ? date : message.dateAdded;
        return isInclusive ? bounded <= endDate : bounded < endDate;
      })
      .sort((a, b) => b.date - a.date || (a.message.id < b.message.id ? 1 : -1));
    const list = `list${(this.serial += 1)}`;
    this.lists.set(list, rows);
    return { list, from: 0 };
  }

  private listOf(cursor: string): { list: string; from: number } {
    const [list = '', from = ''] = cursor.split('/');
    return { list, from: Number(from) };
  }

  private update(index: number): void {
    this.now += this.options.stepMs;
    this.options.messages[index % Math.max(1, this.options.messages.length)]?.updates.push(this.now);
  }

  private add(): void {
    this.now += this.options.stepMs;
    const id = `new${(this.serial += 1)}`;
    this.options.messages.push({ id, dateAdded: this.now, conversationId: id, updates: [this.now] });
  }
}

/** The version that is shown at a moment: the last update by then; null before the first. */
function shownDate({ updates }: FakeMessage, moment: number): number | null {
  return updates.findLast((date) => date <= moment) ?? null;
}

function wireMessage({ id, dateAdded, conversationId }: FakeMessage, dateUpdated: number) {
  return {
    id,
    conversationId,
    messageType: 'TYPE_SMS',
    dateAdded: new Date(dateAdded).toISOString(),
    dateUpdated: new Date(dateUpdated).toISOString(),
  };
}

function failure(code: 'network' | 'bad-request' | 'not-found'): LeadConnectorError {
  const endpoint = { method: 'GET', path: '/fake' } as const;
  return code === 'network' ? new LeadConnectorError({ code, errno: 'ECONNRESET' }, endpoint) : new LeadConnectorError({ code }, endpoint);
}
