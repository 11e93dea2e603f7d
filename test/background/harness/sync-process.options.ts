import { PlantedFault } from './planted';

/** What a sync process is told. */
export interface SyncProcessOptions {
  readonly databaseUrl: string;
  readonly upstreamUrl: string;
  readonly locationId: string;
  readonly token: string;
  readonly leaseMs: number;
  readonly settlingLagMs: number;
  /** Whether no other process uses the database: then leases that a dead one left needn't run out. */
  readonly isAlone: boolean;
  readonly planted: PlantedFault | null;
}
