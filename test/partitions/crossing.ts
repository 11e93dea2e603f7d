/** Tables of a location's own records: nothing that crosses locations may read them. */
export const OF_ONE_LOCATION: ReadonlySet<string> = new Set([
  'messages',
  'contacts',
  'conversations',
  'users',
  'message_words',
  'contact_words',
  'records_set_aside',
  'event_evidence',
]);

/** What looks over all locations by its nature, and why. */
export const CROSSING: Readonly<Record<string, string>> = {
  'background.add': 'The locations that have just been connected.',
  'background.claim-tails': 'Whichever location is due.',
  'background.claim-chores': 'Whichever location is due.',
  'background.keep': 'All claims of this process at once.',
  'background.parked': 'Of connected locations, those that wait for a new token.',
  'background.remove': 'Locations that are connected no longer.',
  'changes.states': 'The locations whose changes somebody here waits for.',
  'connection.connect': 'All locations of an agency at once.',
  'connection.list': 'The operator’s list of connections.',
  'dead-letters.discard': 'An operator names an event by its number alone.',
  'dead-letters.list': 'The operator’s list of events that were given up.',
  'dead-letters.revive': 'An operator names an event by its number alone.',
  'event-inbox.count': 'How many events wait, of all locations.',
  'event-inbox.due-locations': 'Whose events are due.',
  'event-inbox.forget': 'Events that were settled long ago, whoever’s.',
  'figures.background': 'Counts of locations by the state of their background.',
  'figures.coverage': 'How far the copies of all locations are behind.',
  'lease.release-all': 'The embedded server has just been started: nobody holds a lease.',
  'lease.release-claims': 'The embedded server has just been started: nobody has a claim.',
  'purge.cancel': 'Of all locations of an agency that has connected them again.',
  'purge.next-due': 'Whichever purge is due.',
  'reencryption.connections.read': 'Secrets under another key than the first, whoever’s.',
  'reencryption.count': 'How many secrets are under another key than the first.',
  'store.check': 'Whether the table is there; it reads no row.',
  'text-index.behind': 'Locations whose index of words is to follow.',
  'tombstones.to-prune': 'Locations that have tombstones that are old enough.',
};

/** What asks the index of words in all partitions for those of one location, whose mark each of them begins with, and why. */
export const FENCED: Readonly<Record<string, string>> = Object.fromEntries(
  ['few-total', 'find', 'scan', 'total'].map((family) => [
    `text-search.${family}`,
    'A condition on the location beside that on the words would have the planner read all words of the location by the primary key.',
  ]),
);
