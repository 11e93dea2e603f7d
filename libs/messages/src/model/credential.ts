/** A token of upstream and the location it is used for. Held in memory only, never stored or logged. */
export interface Credential {
  readonly locationId: string;
  readonly token: string;
}
