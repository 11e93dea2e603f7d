import type { CallOptions } from '../client.options.ts';
import type { SyncStatus } from '../contract.types.ts';
import type { Http } from '../http.ts';

/** How far the copy of a location is, and its sync in the background. */
export class SyncResource {
  constructor(
    private readonly http: Http,
    private readonly operator: Http,
  ) {}

  get(locationId: string, options?: CallOptions): Promise<SyncStatus> {
    return this.http.answer('get', '/locations/{locationId}/sync', 200, { path: { locationId } }, options);
  }

  /** Has a connected location synced without being asked. */
  start(locationId: string, options?: CallOptions): Promise<SyncStatus> {
    return this.http.answer('post', '/locations/{locationId}/sync', 202, { path: { locationId } }, options);
  }

  /** Ends that; the copy stays. Needs the operator's key. */
  stop(locationId: string, options?: CallOptions): Promise<SyncStatus> {
    return this.operator.answer('delete', '/locations/{locationId}/sync', 202, { path: { locationId } }, options);
  }
}
