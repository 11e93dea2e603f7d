/** A user of a location as far as it is shown; null when unknown. */
export interface User {
  readonly id: string;
  readonly name: string | null;
  readonly email: string | null;
}

/** What stands of a user in a message's JSON, with the comma that joins it to what stands before. */
export function renderUserFields({ name, email }: Omit<User, 'id'>): string {
  return `,${JSON.stringify({ userName: name, userEmail: email }).slice(1, -1)}`;
}
