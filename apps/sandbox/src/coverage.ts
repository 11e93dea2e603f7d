/** What the sandbox emulates of one upstream operation, and what it does not. */
export interface RouteCoverage {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Which of the vendor's published files has it. */
  readonly publishedIn: 'conversations.json' | 'contacts.json' | 'users.json' | 'oauth.json';
  /** Query parameters, and for POST body fields, that change the answer as upstream's documentation says. */
  readonly parameters: readonly string[];
  /** Published parameters that are accepted and ignored. */
  readonly ignored: readonly string[];
  readonly behaviours: readonly string[];
  readonly gaps: readonly string[];
}

/** Compared by a test with the routes actually served and, where they are at hand, with the vendor's published parameters. */
export const COVERAGE: readonly RouteCoverage[] = [
  {
    method: 'GET',
    path: '/conversations/messages/export',
    publishedIn: 'conversations.json',
    parameters: ['locationId', 'limit', 'cursor', 'sortBy', 'sortOrder', 'conversationId', 'contactId', 'channel', 'startDate', 'endDate'],
    ignored: [],
    behaviours: [
      'a cursor is a point in time: changes after its first page are not seen through it',
      'a cursor dies cursorTtlMs after its last use',
      'changes are seen indexDelayMs late',
      'total on every page, nextCursor null on the last',
      'everything but e-mail without a channel',
      'startDate and endDate bound the sorted, the created or the updated date, by option',
      'a deleted message is gone from lists begun once the index has seen it',
    ],
    gaps: ['which types a channel holds is a guess', 'filters sent along with a cursor are validated and otherwise ignored'],
  },
  {
    method: 'GET',
    path: '/conversations/messages/{id}',
    publishedIn: 'conversations.json',
    parameters: [],
    ignored: [],
    behaviours: [
      'nested (wire) or bare (published), by option',
      'no index delay',
      '404 for a message that was deleted, alone or with its conversation',
    ],
    gaps: ['e-mail bodies by message id are not separate'],
  },
  {
    method: 'GET',
    path: '/conversations/search',
    publishedIn: 'conversations.json',
    parameters: [
      'locationId',
      'contactId',
      'assignedTo',
      'query',
      'sort',
      'startAfterDate',
      'id',
      'limit',
      'lastMessageType',
      'lastMessageDirection',
      'status',
      'startDate',
      'endDate',
    ],
    ignored: [
      'followers',
      'mentions',
      'lastMessageAction',
      'sortBy',
      'sortScoreProfile',
      'scoreProfile',
      'scoreProfileMin',
      'scoreProfileMax',
    ],
    behaviours: [
      'pages by the last row’s date, exclusive: rows that share it can be lost',
      'contact fields null on some rows, absent on others',
      'changes are seen indexDelayMs late',
      'only the published fields, by option',
      'a deleted conversation is gone once the index has seen it',
    ],
    gaps: ['sorts by last message date whatever sortBy says', 'status recents means all', 'what query searches is a guess'],
  },
  {
    method: 'GET',
    path: '/conversations/{conversationId}',
    publishedIn: 'conversations.json',
    parameters: [],
    ignored: [],
    behaviours: ['assignedTo absent while nobody is assigned', 'no index delay', '404 for a conversation that was deleted'],
    gaps: ['a deleted conversation is not kept with deleted: true, as in a trash'],
  },
  {
    method: 'GET',
    path: '/conversations/{conversationId}/messages',
    publishedIn: 'conversations.json',
    parameters: ['lastMessageId', 'limit', 'type'],
    ignored: [],
    behaviours: [
      'newest first',
      'nested (wire) or flat (published), by option',
      'no index delay',
      '404 for a conversation that was deleted',
    ],
    gaps: ['type compares messageType exactly, so SMS without its prefix is not TYPE_SMS'],
  },
  {
    method: 'GET',
    path: '/contacts/{contactId}',
    publishedIn: 'contacts.json',
    parameters: [],
    ignored: [],
    behaviours: ['missing fields are absent'],
    gaps: ['custom fields, attribution, addresses and do-not-disturb settings'],
  },
  {
    method: 'POST',
    path: '/contacts/search',
    publishedIn: 'contacts.json',
    parameters: ['locationId', 'pageLimit', 'page', 'searchAfter', 'filters', 'sort'],
    ignored: [],
    behaviours: [
      'page reaches 10,000 rows, searchAfter of a row everything',
      'filters nest by group AND and OR; eq, not_eq, contains, not_contains, exists, not_exists, range',
    ],
    gaps: ['range compares dates only', 'no index delay', 'query'],
  },
  {
    method: 'GET',
    path: '/users/',
    publishedIn: 'users.json',
    parameters: ['locationId'],
    ignored: [],
    behaviours: ['every user of the location at once'],
    gaps: ['permissions and scopes'],
  },
  {
    method: 'GET',
    path: '/users/{userId}',
    publishedIn: 'users.json',
    parameters: [],
    ignored: [],
    behaviours: ['the bare user, without deleted'],
    gaps: ['permissions and scopes'],
  },
  {
    method: 'POST',
    path: '/oauth/token',
    publishedIn: 'oauth.json',
    parameters: ['client_id', 'client_secret', 'grant_type', 'code', 'refresh_token', 'redirect_uri'],
    ignored: ['user_type'],
    behaviours: [
      'a code is good for one use within ten minutes, and for the redirect_uri that it was given for',
      'a refresh gives a new pair, and the old refresh token is dead from then on',
      'access tokens live for tokenLifeMs on the sandbox’s clock, and are accepted by every route for their location',
      'refusals in the shape of RFC 6749',
    ],
    gaps: [
      'client_credentials',
      'an access token outlives the refresh of its pair',
      'a code tells whose token it becomes, whatever user_type says',
    ],
  },
  {
    method: 'POST',
    path: '/oauth/locationToken',
    publishedIn: 'oauth.json',
    parameters: ['companyId', 'locationId'],
    ignored: [],
    behaviours: ['only for locations that have the app'],
    gaps: ['gives no refresh token'],
  },
  {
    method: 'GET',
    path: '/oauth/installedLocations',
    publishedIn: 'oauth.json',
    parameters: ['companyId', 'appId', 'skip', 'limit', 'isInstalled'],
    ignored: ['query', 'versionId', 'onTrial', 'planId', 'locationId'],
    behaviours: ['every location has the app until it is uninstalled there'],
    gaps: ['one agency and one app', 'addresses are empty'],
  },
];
