import { Injectable } from '@nestjs/common';
import { BackgroundSync } from '../background/background-sync';
import { ConnectionService } from '../connections/connection.service';
import { EventInboxStore } from '../store/event-inbox.store';
import { EventEffect, Installation } from './event.effect';

/** What events set in motion beside what they change in the store. Done before they are marked as applied, so maybe twice, never not at all. */
@Injectable()
export class EventReactions {
  constructor(
    private readonly inbox: EventInboxStore,
    private readonly connections: ConnectionService,
    private readonly background: BackgroundSync,
  ) {}

  async react(locationId: string, effects: readonly EventEffect[]): Promise<void> {
    for (const { installation } of effects) if (installation) await this.follow(locationId, installation);
    if (effects.some(({ isHint }) => isHint)) await this.background.hasten(locationId);
  }

  /** Of installations the latest counts, in whatever order they are told. */
  private async follow(locationId: string, { isInstalled, at, companyId }: Installation): Promise<void> {
    if (await this.inbox.isInstallationOutdated(locationId, at)) return;
    if (!isInstalled) return this.connections.uninstalled(locationId);
    if (companyId !== null) await this.connections.installed(locationId, companyId);
  }
}
