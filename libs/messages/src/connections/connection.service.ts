import { Inject, Injectable } from '@nestjs/common';
import { Credential } from '../model/credential';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { ConnectionCalls } from '../upstream/connection.calls';
import { ConnectionStore } from './connection.store';
import { ConnectedLocation, Connection } from './connection.types';
import { Refresher } from './refresher';
import { StoredSecret, TokenOwner } from './token.store';

export type { ConnectedLocation } from './connection.types';

/** Read at once when all connections are listed. */
const PAGE = 1_000;

/** The stored credentials as those use them who sync by themselves. */
@Injectable()
export class ConnectionService {
  constructor(
    private readonly connections: ConnectionStore,
    private readonly refresher: Refresher,
    private readonly calls: ConnectionCalls,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  /**
   * The token to call upstream with for this location, refreshed when it is about to expire; null without a usable connection, which may
   * pass: `list()` tells whether it needs somebody. @throws MessagesError `store-unavailable`
   */
  async credentialOf(locationId: string): Promise<Credential | null> {
    return credential(locationId, await this.refresher.tokenOf(ownerOf(locationId)));
  }

  /**
   * Upstream answered 401 to this credential. An OAuth pair is refreshed once, unless another process has done so, and if the new one is
   * refused as well within ten minutes, the connection needs to be authorized anew. So does a Private Integration Token that was refused
   * twice, at least five seconds apart, and is refused once more now that it's asked for: a single 401 may be upstream's own mishap, and to
   * stop syncing for it would need somebody to come.
   *
   * @returns the new credential, never the same; null when there is none
   */
  async reportUnauthorized({ locationId, token }: Credential): Promise<Credential | null> {
    const secret = await this.refresher.store.read(ownerOf(locationId));
    const pair = secret?.isActive ? this.refresher.open(secret) : null;
    if (!secret || !pair) return null;
    if (pair.accessToken !== token) return this.credentialOf(locationId);
    if (secret.place.kind === 'private-integration') {
      await this.doubt(secret, { locationId, token });
      return null;
    }
    if (secret.isOfRefusal) {
      await this.refresher.store.refuse(secret, 'unauthorized');
      return null;
    }
    return credential(locationId, await this.refresher.tokenOf(ownerOf(locationId), token));
  }

  /** Whether events for this location are ours: it has a connection, in whatever state. */
  isConnected(locationId: string): Promise<boolean> {
    return this.connections.exists(locationId);
  }

  async list(): Promise<readonly ConnectedLocation[]> {
    const all: ConnectedLocation[] = [];
    for (let after = ''; ;) {
      const page: readonly Connection[] = await this.connections.list(after, PAGE);
      all.push(...page.map(({ locationId, status, type }) => ({ locationId, status, type })));
      if (page.length < PAGE) return all;
      after = page.at(-1)?.locationId ?? after;
    }
  }

  /** The app was uninstalled there (event `UNINSTALL`): the connection goes, rows are purged after PURGE_AFTER_UNINSTALL. */
  uninstalled(locationId: string): Promise<void> {
    return this.connections.deleteAndSchedulePurge(locationId, this.options.purgeAfterUninstallMs);
  }

  /** The app was installed there (event `INSTALL`) by an agency: with the agency's token the location is connected, else nothing happens. */
  async installed(locationId: string, companyId: string): Promise<void> {
    const company = await this.refresher.store.read({ kind: 'company', id: companyId });
    if (company?.isActive) await this.connections.connectLocations(companyId, [locationId]);
  }

  private async doubt(secret: StoredSecret, refused: Credential): Promise<void> {
    const { locationId } = refused;
    if (!(await this.connections.noteUnauthorized(locationId, secret.version))) return;
    const verdict = await this.calls.verdictOn(refused);
    if (verdict === 'unauthorized') await this.refresher.store.refuse(secret, 'unauthorized');
    if (verdict === 'accepted') await this.connections.forgetUnauthorized(locationId, secret.version);
  }
}

function ownerOf(locationId: string): TokenOwner {
  return { kind: 'location', id: locationId };
}

function credential(locationId: string, token: string | null): Credential | null {
  return token === null ? null : { locationId, token };
}
