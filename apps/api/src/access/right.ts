/** What a token may be accepted for: messages, or the contact fields with them. Each has a scope of its own upstream. */
export type Right = 'messages' | 'contacts';

/** The calls that prove a right: each names the location, and its answer is of the right's scope. */
export const PROVING_CALLS: Readonly<Record<Right, { readonly method: string; readonly path: string }>> = {
  messages: { method: 'GET', path: '/conversations/messages/export' },
  contacts: { method: 'GET', path: '/conversations/search' },
};

const RIGHT_BY_PATH = new Map(Object.entries(PROVING_CALLS).map(([right, { path }]) => [path, right as Right]));

/** The right that a call to an endpoint proves when upstream accepts it. */
export function rightProvedBy(path: string): Right | undefined {
  return RIGHT_BY_PATH.get(path);
}
