/** A token of upstream and the location it is used for. Never logged; stored, encrypted, only where it is a connection's. */
export interface Credential {
  readonly locationId: string;
  readonly token: string;
}
