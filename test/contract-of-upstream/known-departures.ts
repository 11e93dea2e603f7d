/** Ways in which our requests depart from the vendor's published description, for one reason. */
export interface KnownDeparture {
  /** In the words of `PublishedRequests.departuresOf`. */
  readonly departures: readonly string[];
  readonly reason: string;
}

const CONVERSATIONS = [
  'GET /conversations/search',
  'GET /conversations/{conversationId}',
  'GET /conversations/{conversationId}/messages',
  'GET /conversations/messages/export',
  'GET /conversations/messages/{id}',
];

/** What we send on purpose though it isn't published. Whatever else departs is a fault. */
export const KNOWN_DEPARTURES: readonly KnownDeparture[] = [
  {
    departures: CONVERSATIONS.map((operation) => `${operation}: the header Version is 2021-07-28`),
    reason: 'The conversations list 2021-04-15 alone and take this one too, which contacts and users list: so one version serves all.',
  },
  {
    departures: ['GET /conversations/messages/export: the parameter limit is out of its range'],
    reason: "Published up to 500; another page of the vendor's says 1000, so walks try that once and then keep to what was taken.",
  },
  {
    departures: [
      'GET /conversations/search: the parameter lastMessageType has a value that is not published',
      'GET /conversations/{conversationId}/messages: the parameter type has a value that is not published',
    ],
    reason: 'Types that no list has appear on the wire. A caller may ask for one; whether it exists is for upstream to say.',
  },
  {
    departures: ['GET /conversations/messages/export: the parameter channel has a value that is not published'],
    reason: 'As with types: only what a caller asks for, and only by way of the client; the API takes the published channels.',
  },
];
