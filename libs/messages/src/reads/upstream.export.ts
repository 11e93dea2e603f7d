import { Inject, Injectable } from '@nestjs/common';
import { Clock, CLOCK } from '../clock';
import { MessagesError } from '../errors';
import { Credential } from '../model/credential';
import { ExportCursor, ExportCursors } from '../model/export-cursor';
import { beginsAtPlace, datesFrom, ExportDates } from '../model/export-dates';
import { ExportPlace, goingOn, placeAfter, PlacedRecord, withoutRepeats } from '../model/export-place';
import { ExportQuery } from '../model/export-query';
import { CallOptions, UpstreamReads, WireAnswer } from '../upstream/upstream.reads';
import { isRefusal } from '../upstream/upstream.service';
import { readText } from '../upstream/wire-value';
import { otherQuery } from './cursor.faults';
import { StoredContinuation } from './stored.continuation';
import { listedMessages, placed } from './wire.messages';

/**
 * Pages of upstream's export under cursors of ours, which don't die: when upstream's own has, its list is begun again at the place that
 * was reached.
 */
@Injectable()
export class UpstreamExport {
  constructor(
    private readonly reads: UpstreamReads,
    private readonly cursors: ExportCursors,
    private readonly continuation: StoredContinuation,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws LeadConnectorError; MessagesError `cursor-of-other-query`, `sync-incomplete`, `upstream-unusable` */
  async page(credential: Credential, query: ExportQuery, options: CallOptions): Promise<WireAnswer> {
    const cursor = query.cursor === undefined ? null : this.cursors.decode(query.cursor, credential.locationId, query);
    if (cursor === 'other-filters') throw otherQuery();
    const reading = new Reading(credential, query, options, this.clock);
    if (cursor !== null && cursor !== 'not-a-cursor') return this.goOn(reading, cursor);
    // A cursor that isn't ours is upstream's own, or upstream refuses it.
    const answer = await this.ask(reading, query, query.cursor);
    return this.pageOf(reading, { place: null, total: null }, query, answer, recordsOf(answer, query));
  }

  private async goOn(reading: Reading, cursor: ExportCursor): Promise<WireAnswer> {
    const { place, list } = cursor;
    if (list) {
      const answer = await this.ask(reading, list, list.cursor).catch(nullIfRefused(place !== null));
      if (answer) {
        const page = recordsOf(answer, reading.query);
        return this.pageOf(reading, cursor, list, answer, place ? withoutRepeats(page, place) : page);
      }
    }
    // Only a list that had no row with a place has no place; it is begun anew.
    if (place === null) return this.page(reading.credential, { ...reading.query, cursor: undefined }, reading.options);
    const stored = beginsAtPlace(reading.query)
      ? null
      : await this.continuation.read(reading.credential, reading.query, cursor, reading.options);
    return stored ?? this.beginAgain(reading, cursor, place);
  }

  /** Reads the list from where it comes to the place soonest, up to the first page with anything beyond it. */
  private async beginAgain(reading: Reading, cursor: ExportCursor, place: ExportPlace): Promise<WireAnswer> {
    const dates = datesFrom(place, reading.query);
    const seen = new Set<string | undefined>();
    for (let next: string | undefined; !seen.has(next);) {
      seen.add(next);
      const answer = await this.ask(reading, dates, next);
      const remaining = goingOn(recordsOf(answer, reading.query), place, reading.query.sortOrder);
      next = readText(answer.body.nextCursor) ?? undefined;
      if (remaining.length > 0 || next === undefined) return this.pageOf(reading, cursor, dates, answer, remaining);
    }
    throw new MessagesError('upstream-unusable', 'The list of messages goes in circles.');
  }

  private ask({ credential, query, options }: Reading, { startDate, endDate }: ExportDates, cursor?: string): Promise<WireAnswer> {
    const { limit, sortBy, sortOrder, conversationId, contactId, channel } = query;
    const parameters = { limit, sortBy, sortOrder, conversationId, contactId, channel, startDate, endDate, cursor };
    return this.reads.export(credential, parameters, options);
  }

  /** The answer with these records, a cursor of ours in the place of upstream's, and the total of the list as it was begun. */
  private pageOf(
    { credential, query }: Reading,
    before: Pick<ExportCursor, 'place' | 'total'>,
    { startDate, endDate }: ExportDates,
    { body, traceId }: WireAnswer,
    records: readonly PlacedRecord[],
  ): WireAnswer {
    const rows = records.map(({ row }) => row).filter((row) => row !== null);
    const total = before.total ?? (typeof body.total === 'number' ? body.total : null);
    const cursor = readText(body.nextCursor);
    const next: ExportCursor | null =
      cursor === null ? null : { place: placeAfter(before.place, rows), total, list: { cursor, startDate, endDate } };
    const shown = listedMessages(body).withRecords(records.map(({ record }) => record));
    return {
      body: {
        ...shown,
        ...(total !== null && { total }),
        ...(next && { nextCursor: this.cursors.encode(next, credential.locationId, query) }),
      },
      traceId,
    };
  }
}

/** One page being read, within one deadline for all that it takes. */
class Reading {
  private readonly until: number;

  constructor(
    readonly credential: Credential,
    readonly query: ExportQuery,
    private readonly given: CallOptions,
    private readonly clock: Clock,
  ) {
    this.until = clock.now() + (given.timeoutMs ?? Infinity);
  }

  /** Those of the next call. @throws MessagesError `sync-incomplete` when no time is left */
  get options(): CallOptions {
    const timeoutMs = this.until - this.clock.now();
    if (timeoutMs <= 0) throw new MessagesError('sync-incomplete', 'The place that the list had reached was not found again in time.');
    return timeoutMs === Infinity ? this.given : { ...this.given, timeoutMs };
  }
}

function recordsOf({ body }: WireAnswer, { sortBy }: ExportQuery): readonly PlacedRecord[] {
  return placed(listedMessages(body).records, sortBy);
}

/** A refused cursor is a dead one, where the list can be begun again without it. */
function nullIfRefused(canGoOn: boolean): (error: unknown) => null {
  return (error) => {
    if (canGoOn && isRefusal(error)) return null;
    throw error;
  };
}
