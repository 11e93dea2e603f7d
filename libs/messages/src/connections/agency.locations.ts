import { Inject, Injectable } from '@nestjs/common';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { ConnectionCalls } from '../upstream/connection.calls';
import { CompanyStore } from './company.store';
import { ConnectionStore } from './connection.store';
import { Refresher } from './refresher';

/** Connects the locations where an agency has installed the app; each gets its token when it's first needed. */
@Injectable()
export class AgencyLocations {
  private readonly appId: string;

  constructor(
    private readonly companies: CompanyStore,
    private readonly connections: ConnectionStore,
    private readonly refresher: Refresher,
    private readonly calls: ConnectionCalls,
    @Inject(MESSAGES_OPTIONS) { oauth }: ResolvedMessagesOptions,
  ) {
    // Upstream's client ids are the app's id, a dash, and a suffix.
    this.appId = oauth?.clientId.split('-')[0] ?? '';
  }

  /** @returns how many locations have the app; null when it has no token now. @throws LeadConnectorError, MessagesError `store-unavailable` */
  async connect(companyId: string, signal?: AbortSignal): Promise<number | null> {
    const token = await this.refresher.tokenOf({ kind: 'company', id: companyId });
    if (token === null) return null;
    const locationIds = await this.calls.installedLocations({ id: companyId, token }, this.appId, signal);
    await this.connections.connectLocations(companyId, locationIds);
    await this.companies.noteListed(companyId);
    return locationIds.length;
  }

  /** What an installation could not finish, for upstream was away. @throws what the first failed with, when all were tried */
  async connectUnlisted(signal: AbortSignal): Promise<void> {
    if (this.appId === '') return;
    const outcomes = [];
    for (const companyId of await this.companies.unlisted()) {
      if (signal.aborted) return;
      outcomes.push(...(await Promise.allSettled([this.connect(companyId, signal)])));
    }
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
  }
}
