import { Injectable } from '@nestjs/common';
import { Credential } from '../model/credential';
import { ExportCursor } from '../model/export-cursor';
import { ExportQuery } from '../model/export-query';
import { ALL_TIME } from '../model/window';
import { SyncService } from '../sync/sync.service';
import { CallOptions, UpstreamReads, WireAnswer } from '../upstream/upstream.reads';
import { channelOf, StoredExport } from './stored.export';

/** The smallest page of an export. */
const SMALLEST_PAGE = 10;

/**
 * Goes on out of the store where upstream's list was lost, for the order in which it can't be begun again near its place: what is walked
 * for it stays, so that a list too long for one request is there for a later one.
 */
@Injectable()
export class StoredContinuation {
  constructor(
    private readonly reads: UpstreamReads,
    private readonly sync: SyncService,
    private readonly stored: StoredExport,
  ) {}

  /** Null where the store can't tell upstream's list for certain. @throws LeadConnectorError; what SyncService.ensure throws */
  async read(credential: Credential, query: ExportQuery, cursor: ExportCursor, options: CallOptions): Promise<WireAnswer | null> {
    // Dates make it ambiguous, mostly: not worth a walk.
    if (query.startDate !== undefined || query.endDate !== undefined) return null;
    // Nothing stored is shown before upstream itself has shown this token something of the same kind.
    const { traceId } = await this.reads.export(credential, { limit: SMALLEST_PAGE }, options);
    const { maxAgeMs } = query;
    await this.sync.ensure({ credential, channels: [channelOf(query)], window: ALL_TIME, maxAgeMs, allowPartial: false });
    const page = await this.stored.read(credential.locationId, query, cursor);
    if (!page) return null;
    const messages = page.texts.map((text) => JSON.parse(`${text.toString()}}`) as unknown);
    return { body: { messages, nextCursor: page.nextCursor, total: page.total }, traceId };
  }
}
