import type { CallOptions } from '../client.options.ts';
import type { Connection, ConnectionDeletion, ConnectionInput, ConnectionList, ConnectionQuery } from '../contract.types.ts';
import type { Http } from '../http.ts';

/** Stored credentials, with which locations are synced without being asked. Needs the operator's key. */
export class ConnectionsResource {
  constructor(private readonly operator: Http) {}

  /** One page; `after` of the next is in the answer. */
  list(query: ConnectionQuery = {}, options?: CallOptions): Promise<ConnectionList> {
    return this.operator.answer('get', '/connections', 200, { query }, options);
  }

  get(locationId: string, options?: CallOptions): Promise<Connection> {
    return this.operator.answer('get', '/locations/{locationId}/connection', 200, { path: { locationId } }, options);
  }

  /** Stores a credential in the place of the one that there may be. */
  put(locationId: string, connection: ConnectionInput, options?: CallOptions): Promise<Connection> {
    return this.operator.answer('put', '/locations/{locationId}/connection', 200, { path: { locationId }, body: connection }, options);
  }

  /** Forgets the credential; with `purge` all that is stored of the location, too. */
  delete(locationId: string, query: { readonly purge?: boolean } = {}, options?: CallOptions): Promise<ConnectionDeletion> {
    return this.operator.answer('delete', '/locations/{locationId}/connection', 200, { path: { locationId }, query }, options);
  }
}
