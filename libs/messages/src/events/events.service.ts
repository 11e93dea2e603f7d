import { Injectable } from '@nestjs/common';
import { setTimeout as delay } from 'node:timers/promises';
import { ConnectionService } from '../connections/connection.service';
import { MessagesError } from '../errors';
import { DeadLetter, DeadLetterQuery, EventDeadLetterStore, InboxCounts } from '../store/event-dead-letter.store';
import { EventInboxStore, Kept, NewEvent } from '../store/event-inbox.store';
import { readEnvelope } from './event.envelope';
import { EventWorker } from './event.worker';

/** What became of an event: `stored`, `known` from an earlier delivery, or `ignored` because it's nothing to us. */
export type Accepted = 'stored' | 'known' | 'ignored';

/** Upstream waits for the acknowledgement: what takes longer is asked for again. */
const WAIT_MS = 2_000;
/** More at once than this only wait for each other. */
const MAX_UNDER_WAY = 500;

/** Takes upstream's events, whose signatures have been verified. */
@Injectable()
export class EventsService {
  private underWay = 0;

  constructor(
    private readonly inbox: EventInboxStore,
    private readonly deadLetters: EventDeadLetterStore,
    private readonly connections: ConnectionService,
    private readonly worker: EventWorker,
  ) {}

  /**
   * Resolves when the event is on disk, or needs not to be. An event that can't be read becomes a dead letter.
   *
   * @throws MessagesError `store-unavailable` when it couldn't be kept in time: upstream must send it again
   */
  async accept(rawBody: Buffer): Promise<Accepted> {
    if (this.underWay >= MAX_UNDER_WAY) throw busy();
    this.underWay += 1;
    const kept = this.keep(rawBody).finally(() => (this.underWay -= 1));
    return within(WAIT_MS, kept);
  }

  list(query: DeadLetterQuery): Promise<DeadLetter[]> {
    return this.deadLetters.list(query);
  }

  /**
   * Tries a dead letter again, as if it had just come. One that couldn't be read is read again, which helps once we understand more.
   *
   * @returns whether there is such a dead letter
   */
  async replay(id: string): Promise<boolean> {
    const unreadable = await this.deadLetters.readUnreadable(id);
    if (unreadable === null) {
      const isRevived = await this.deadLetters.revive(id);
      this.worker.wake();
      return isRevived;
    }
    // Still unreadable, it's known under its key and stays as it is.
    if (!('unreadable' in readEnvelope(unreadable))) {
      await this.keep(unreadable);
      await this.deadLetters.discard(id);
    }
    return true;
  }

  discard(id: string): Promise<boolean> {
    return this.deadLetters.discard(id);
  }

  counts(): Promise<InboxCounts> {
    return this.deadLetters.counts();
  }

  private async keep(body: Buffer): Promise<Accepted> {
    const envelope = readEnvelope(body);
    if ('ignored' in envelope) return 'ignored';
    const kept =
      'event' in envelope ? await this.keepEvent(envelope.event) : await this.inbox.keepUnreadable(envelope.key, body, envelope.unreadable);
    if (kept === 'stored') this.worker.wake();
    return kept === 'not-ours' ? 'ignored' : kept;
  }

  /** What the store has nothing of is ours if it's connected, or about to be: an installation tells nothing of anybody but the location. */
  private async keepEvent(event: NewEvent): Promise<Kept> {
    const kept = await this.inbox.keep(event, event.type === 'INSTALL');
    if (kept !== 'not-ours' || !(await this.connections.isConnected(event.locationId))) return kept;
    return this.inbox.keep(event, true);
  }
}

async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  const over = new AbortController();
  const alarm = delay(milliseconds, undefined, { signal: over.signal }).then(() => {
    throw busy();
  });
  alarm.catch(() => undefined);
  work.catch(() => undefined);
  try {
    return await Promise.race([work, alarm]);
  } finally {
    over.abort();
  }
}

function busy(): MessagesError {
  return new MessagesError('store-unavailable', 'The event can not be kept right now.');
}
