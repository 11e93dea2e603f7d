import { Injectable } from '@nestjs/common';
import { ConnectionService } from '../connections/connection.service';
import { BackgroundOrders } from './background-orders.store';
import { BackgroundStore } from './background.store';
import { digestOf } from './credentials';

/** Which locations there are to sync. */
@Injectable()
export class Roster {
  constructor(
    private readonly connections: ConnectionService,
    private readonly store: BackgroundStore,
    private readonly orders: BackgroundOrders,
  ) {}

  /** Brings the rows in line with the connections. @returns whether there are any */
  async update(): Promise<boolean> {
    const connected = await this.connections.list();
    const parked = await this.store.reconcile(connected.map(({ locationId }) => locationId));
    const active = new Set(connected.filter(({ status }) => status === 'active').map(({ locationId }) => locationId));
    for (const { locationId, refusedCredential } of parked) {
      if (!active.has(locationId)) continue;
      const credential = await this.connections.credentialOf(locationId);
      if (credential && digestOf(credential) !== refusedCredential) await this.orders.unpark(locationId);
    }
    return connected.length > 0;
  }
}
