import { ChangesPage, ChangesQuery, ChangesService, FeedChange, MessagesError } from '@app/messages';
import { once } from 'node:events';
import { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { errorBodyOf } from '../http/error.filter';

/** A stream that has nothing to tell says so this often: proxies close silent connections, and a refused token is noticed by then. */
const HEARTBEAT_MS = 15_000;
const HEARTBEAT = ': still here\n\n';

export interface StreamOptions {
  /** @throws when the token may not read any more */
  readonly requireAccess: () => Promise<void>;
  /** The caller has gone. */
  readonly signal: AbortSignal;
  readonly traceId: string;
  /** Told of the changes that are sent. */
  readonly sent: (count: number) => void;
}

/** A location's changes as server-sent events (HTML, section 9.2): the id of each is the position after it. */
export class EventStream {
  constructor(
    private readonly changes: ChangesService,
    private readonly response: ServerResponse,
    private readonly options: StreamOptions,
  ) {}

  /** Sends what changes until one side ends it. Never rejects: what ends it is its last event. */
  async run(query: ChangesQuery, first: ChangesPage, headers: OutgoingHttpHeaders): Promise<void> {
    this.response.writeHead(200, {
      ...headers,
      'Content-Type': 'text/event-stream; charset=utf-8',
      'X-Accel-Buffering': 'no',
      Connection: 'close',
    });
    this.response.flushHeaders();
    try {
      await this.send(first, null);
      await this.follow(query, first.next);
    } catch (error) {
      if (!this.options.signal.aborted && !this.response.destroyed)
        this.response.write(eventOf('error', JSON.stringify(errorBodyOf(error, this.options.traceId))));
    } finally {
      this.response.end();
    }
  }

  private async follow(query: ChangesQuery, from: string): Promise<void> {
    const { signal, requireAccess } = this.options;
    for (let since = from; !signal.aborted;) {
      if (this.changes.ending.aborted) throw new MessagesError('stopping', 'The service is shutting down.');
      const page = await this.changes.wait({ ...query, since }, { waitMs: HEARTBEAT_MS, signal });
      // Upstream's word counts for a minute only, however long the stream has been open.
      await requireAccess();
      await this.send(page, since);
      since = page.next;
    }
  }

  private async send({ changes, next }: ChangesPage, since: string | null): Promise<void> {
    const last = changes.at(-1)?.positionAfter() ?? since;
    for (const change of changes) {
      this.options.sent(1);
      await this.write(renderEvent(change));
    }
    // An id alone is no event, but kept as the last one: who is told of nothing for weeks must not fall behind.
    if (next !== last) await this.write(Buffer.from(`id: ${next}\n\n`));
    else if (changes.length === 0) await this.write(Buffer.from(HEARTBEAT));
  }

  /** Resolves when the caller can take more. */
  private async write(bytes: Buffer): Promise<void> {
    if (this.options.signal.aborted || this.response.write(bytes)) return;
    const { ending } = this.changes;
    await once(this.response, 'drain', { signal: AbortSignal.any([this.options.signal, ending]) }).catch((error: unknown) => {
      // Who takes nothing any more would hold the shutdown up.
      this.response.destroy();
      throw error;
    });
  }
}

/** Stored texts are JSON, which has no line breaks of its own. */
function renderEvent({ action, json, positionAfter }: FeedChange): Buffer {
  return Buffer.concat([Buffer.from(`id: ${positionAfter()}\nevent: ${action}\ndata: `), ...json, Buffer.from('\n\n')]);
}

function eventOf(event: string, data: string): string {
  return `event: ${event}\ndata: ${data}\n\n`;
}
