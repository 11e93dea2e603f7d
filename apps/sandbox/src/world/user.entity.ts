/** A user of one or more locations, as upstream serves it. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
  readonly phone: string;
  readonly extension: string;
  readonly roles: { readonly type: string; readonly role: string; readonly locationIds: readonly string[] };
  readonly deleted: boolean;
}
