import { Inject, Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { Credential } from '../model/credential';
import { channelsOf } from '../model/message-type';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { LocationUser } from '../search/location-user';
import { ReportStore } from '../store/report.store';
import { UserStore } from '../store/user.store';
import { SyncService } from '../sync/sync.service';
import { SyncedWindow } from '../sync/sync.types';
import { toReport } from './report.counts';
import { Report, ReportQuery } from '../model/report';

/** A report whose location is up to date, nothing of it counted yet. */
export interface PreparedReport {
  readonly synced: SyncedWindow;
  /** Changes when the location's data, the query or `complete` does, and with nothing else. */
  readonly version: string;
  readonly read: () => Promise<Report>;
}

/** Counts the messages of a location. */
@Injectable()
export class ReportService {
  constructor(
    private readonly sync: SyncService,
    private readonly store: ReportStore,
    private readonly users: UserStore,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  /**
   * Brings the copy up to date. No message was updated before it was created, so those that were created since a date are among those
   * updated since: what is needed reaches from there to now.
   *
   * @throws MessagesError what SyncService.ensure throws; `read` throws `store-unavailable`
   */
  async prepare(query: ReportQuery, credential: Credential): Promise<PreparedReport> {
    const { messageTypes, from, allowPartial, maxAgeMs } = query;
    const window = { after: from - 1, upTo: Infinity };
    const synced = await this.sync.ensure({ credential, channels: channelsOf(messageTypes), window, maxAgeMs, allowPartial });
    return { synced, version: this.versionOf(query, synced), read: () => this.read(query) };
  }

  private async read(query: ReportQuery): Promise<Report> {
    const { locationId, groupBy } = query;
    const nobodysUser = this.options.locationUsers.get(locationId);
    const filters = nobodysUser === undefined ? query.filters : new LocationUser(nobodysUser).storedFilters(query.filters);
    const [groups, users] = await Promise.all([
      filters ? this.store.read(query, filters) : [],
      groupBy.includes('user') ? this.users.all(locationId) : [],
    ]);
    return toReport(groups, groupBy, new Map(users.map((user) => [user.id, user])), nobodysUser);
  }

  private versionOf(query: ReportQuery, { complete, changeSequence, usersVersion }: SyncedWindow): string {
    const { locationId, messageTypes, from, to, timeZone, groupBy, filters } = query;
    const asked = [
      locationId,
      [...messageTypes].sort(),
      `${from}`,
      `${to}`,
      timeZone,
      groupBy,
      filters.userId,
      filters.direction,
      filters.status,
    ];
    const data = [complete, changeSequence, groupBy.includes('user') && usersVersion, this.options.locationUsers.get(locationId)];
    return createHash('sha256')
      .update(JSON.stringify([asked, data]))
      .digest('base64url');
  }
}
