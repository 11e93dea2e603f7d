import { Injectable, NotFoundException } from '@nestjs/common';
import { BackgroundSync, ConnectionService, Credential } from '@app/messages';
import { AccessService } from '../access/access.service';
import { AdminGuard } from '../admin/admin.guard';

/** What may be asked of a location's background sync, and by whom. */
@Injectable()
export class SyncOrders {
  constructor(
    private readonly operator: AdminGuard,
    private readonly access: AccessService,
    private readonly connections: ConnectionService,
    private readonly background: BackgroundSync,
  ) {}

  /**
   * The operator starts it, whatever had stopped it. A caller whom upstream accepts hastens it, as a search would; where there is no
   * connection, what is missing is read with the caller's own token.
   *
   * @throws NotFoundException for the operator's key where there is no connection; LeadConnectorError, MessagesError
   */
  async begin({ locationId, token }: Credential, timeoutMs: number): Promise<void> {
    if (this.operator.isOperators(token)) {
      await this.requireConnection(locationId);
      return this.background.start(locationId);
    }
    await this.access.require({ locationId, token }, 'messages', timeoutMs);
    if (await this.connections.isConnected(locationId)) return this.background.hasten(locationId);
    return this.background.walkWith({ locationId, token });
  }

  /** @throws NotFoundException where there is nothing to stop */
  async stop(locationId: string): Promise<void> {
    await this.requireConnection(locationId);
    await this.background.stop(locationId);
  }

  private async requireConnection(locationId: string): Promise<void> {
    if (!(await this.connections.isConnected(locationId))) throw new NotFoundException('The location has no connection.');
  }
}
