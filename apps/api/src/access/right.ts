/** What a token may be accepted for: messages, the contact fields with them, or the users' names. Each has a scope of its own upstream. */
export type Right = 'messages' | 'contacts' | 'users';

/** The calls that prove a right: each names the location, and its answer is of the right's scope. */
export const PROVING_CALLS: Readonly<Record<Right, { readonly method: string; readonly path: string }>> = {
  messages: { method: 'GET', path: '/conversations/messages/export' },
  contacts: { method: 'GET', path: '/conversations/search' },
  users: { method: 'GET', path: '/users/' },
};

/** Not the users': whoever proves that right has just brought their names, and only what is stored by then is served. */
const RIGHT_BY_PATH = new Map<string, Right>([
  [PROVING_CALLS.messages.path, 'messages'],
  [PROVING_CALLS.contacts.path, 'contacts'],
]);

/** The right that a call to an endpoint proves by itself when upstream accepts it. */
export function rightProvedBy(path: string): Right | undefined {
  return RIGHT_BY_PATH.get(path);
}
