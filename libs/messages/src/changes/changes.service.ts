import { Injectable } from '@nestjs/common';
import { MessagesError } from '../errors';
import { ChangeReader, ReadPage, Start } from './change.reader';
import { ChangeSignals } from './change.signals';
import { BEGINNING, ChangesPage, ChangesQuery, Waiting } from './changes.types';
import { TailRefresh } from './tail.refresh';

/** What was added, changed or deleted in a location since a position. */
@Injectable()
export class ChangesService {
  constructor(
    private readonly reader: ChangeReader,
    private readonly signals: ChangeSignals,
    private readonly tail: TailRefresh,
  ) {}

  /** Aborted when the service is to stop. */
  get ending(): AbortSignal {
    return this.signals.ending;
  }

  /**
   * The next changes, as many as there are.
   *
   * @throws MessagesError `position-invalid`, `position-gone`, `store-unavailable`; LeadConnectorError when upstream denies the token
   */
  read(query: ChangesQuery): Promise<ChangesPage> {
    return this.wait(query, { waitMs: 0, signal: this.ending });
  }

  /** The next changes as soon as there are any; none when the wait is over before. @throws what `read` throws */
  async wait(query: ChangesQuery, { waitMs, signal }: Waiting): Promise<ChangesPage> {
    let start = this.reader.startOf(query);
    // Who has much to catch up with gets it from what is stored: that upstream is asked for more can wait until then.
    if (start) {
      const page = await this.reader.read(start, query);
      if (!page.isCaughtUp && (page.changes.length > 0 || waitMs === 0)) return page;
    }
    await this.tail.refresh(query, isCopy(start));
    start ??= await this.reader.now(query.credential.locationId);
    const page = await this.reader.read(start, query);
    if (waitMs === 0 || page.changes.length > 0) return page;
    return this.untilChanged(page, query, AbortSignal.any([signal, this.ending, AbortSignal.timeout(waitMs)]));
  }

  private async untilChanged(first: ReadPage, query: ChangesQuery, end: AbortSignal): Promise<ReadPage> {
    let page = first;
    while (page.changes.length === 0 && !end.aborted) {
      if (page.isCaughtUp) {
        const isStale = AbortSignal.timeout(this.tail.ageOf(query));
        await this.signals.untilChanged(query.credential.locationId, page.end, AbortSignal.any([end, isStale]));
        if (isStale.aborted && !end.aborted) await this.tail.refresh(query, isCopy(page.end));
      }
      page = await this.reader.read(page.end, query).catch((error: unknown) => {
        // A store that is away for a moment ends no wait: whoever looks for changes finds it back.
        if (end.aborted || !page.isCaughtUp || !isUnavailable(error)) throw error;
        return page;
      });
    }
    return page;
  }
}

function isUnavailable(error: unknown): boolean {
  return error instanceof MessagesError && error.code === 'store-unavailable';
}

/** Whether all that there is is wanted, rather than what changes from some moment on. */
function isCopy(start: Start | null): boolean {
  return start === BEGINNING || (start !== null && start.copiedTo !== null);
}
