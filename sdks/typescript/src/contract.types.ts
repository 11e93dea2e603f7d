import type { paths } from './generated/contract.ts';

/*
 * The names that people use, each by the path whose answer it is, not by the generated name of a schema: paths are what the service promises
 * to keep.
 */

/** The verbs of the contract. */
export type Method = 'get' | 'put' | 'post' | 'delete';

/** The JSON with which an operation is answered. */
export type JsonAnswer<Path extends keyof paths, Verb extends Method, Status extends number> = paths[Path] extends {
  [verb in Verb]: { responses: { [status in Status]: { content: { 'application/json': infer Body } } } };
}
  ? Body
  : never;

/** The query of an operation. */
export type Query<Path extends keyof paths, Verb extends Method> = paths[Path] extends {
  [verb in Verb]: { parameters: { query?: infer Parameters } };
}
  ? NonNullable<Parameters>
  : never;

/** The JSON that an operation takes. */
export type JsonBody<Path extends keyof paths, Verb extends Method> = paths[Path] extends {
  [verb in Verb]: { requestBody?: { content: { 'application/json': infer Body } } };
}
  ? Body
  : never;

/** The codes in an operation's errors. */
type CodeOf<Operation> = Operation extends { responses: infer Responses }
  ? { [Status in keyof Responses]: Responses[Status] extends ErrorContent<infer Code> ? Code : never }[keyof Responses]
  : never;

interface ErrorContent<Code> {
  readonly content: { readonly 'application/json': { readonly code: Code; readonly traceId: string } };
}

type KnownCode = { [Path in keyof paths]: { [Verb in keyof paths[Path]]: CodeOf<paths[Path][Verb]> }[keyof paths[Path]] }[keyof paths];

/** What is wrong, for programs. The service may have codes more than these, which an editor proposes. */
export type ErrorCode = KnownCode | (string & Record<never, never>);

type SearchAnswer = JsonAnswer<'/messages/search', 'get', 200>;

/** A message with its user and, if asked for, its contact; beside these fields it has whatever LeadConnector gives. */
export type Message = SearchAnswer['messages']['messages'][number];

/** One page of a search, and how complete what it was read from is. */
export interface MessagePage extends Pick<SearchAnswer, 'complete' | 'asOf' | 'total' | 'traceId'> {
  readonly messages: readonly Message[];
  /** Where the next page begins, for another process or another day: it never expires. Null on the last. */
  readonly nextCursor: string | null;
}

/** What may be given where a moment is expected. */
export type Moment = Date | string | number;

type SearchQuery = Query<'/messages/search', 'get'>;

/** What to search for. `limit` is the size of a page, 1000 unless given. */
export type SearchParameters = Omit<SearchQuery, 'type' | 'startAfterDate' | 'endDate'> & {
  /** One or more of LeadConnector's message types. */
  readonly type: string | readonly string[];
  /** Only messages updated after this moment (exclusive). */
  readonly startAfterDate?: Moment;
  /** Only messages updated up to this moment (inclusive). */
  readonly endDate?: Moment;
};

/** What to stream: a search without pages. */
export type StreamParameters = Omit<SearchParameters, 'limit' | 'includeTotal' | 'columns'>;

/** What is known when a stream has come to its end. */
export interface StreamEnd {
  /** Whether every message of the window, up to `asOf`, was there. */
  readonly complete: boolean;
  /** Every change up to this moment was in the stream: the `startAfterDate` of the next one. */
  readonly asOf: string | null;
  /** How many messages there were. */
  readonly count: number;
  readonly traceId: string;
}

type StatsQuery = Query<'/messages/stats', 'get'>;

/** What to count. A date such as 2026-01-31 is that whole day in `timezone`. */
export type StatsParameters = Omit<StatsQuery, 'type' | 'startDate' | 'endDate' | 'groupBy'> & {
  /** One or more of LeadConnector's message types. */
  readonly type: string | readonly string[];
  /** Only messages created (dateAdded) at this moment or later. */
  readonly startDate?: Moment;
  /** Only messages created (dateAdded) up to this moment, which is included. */
  readonly endDate?: Moment;
  /** None for the total alone. */
  readonly groupBy?: NonNullable<StatsQuery['groupBy']>[number] | NonNullable<StatsQuery['groupBy']>;
};

/** Counts by group and in all, and how complete what they were counted from is. */
export type Stats = JsonAnswer<'/messages/stats', 'get', 200>;

type ChangesQuery = Query<'/messages/changes', 'get'>;
type ChangesAnswer = JsonAnswer<'/messages/changes', 'get', 200>;

/** What became of a message. */
export type Change =
  | { readonly action: 'added' | 'changed'; readonly id: string; readonly message: Message }
  | { readonly action: 'deleted'; readonly id: string; readonly message: null; readonly dateDeleted: string };

/** Changes in the order in which they were stored, and the position after them. */
export interface ChangePage extends Pick<ChangesAnswer, 'next' | 'traceId'> {
  readonly changes: readonly Change[];
}

/** Which changes. `limit` is the size of a page, 1000 unless given. */
export type ChangesParameters = Omit<ChangesQuery, 'type' | 'since'> & {
  /** The position after which changes are wanted, `beginning` (the default) or `now`. */
  readonly since?: string;
  /** Only changes of messages of these types. */
  readonly type?: string | readonly string[];
  /**
   * Go on when all is read: wait for what comes next, until the signal aborts or the loop is left. Each wait is of `wait` seconds, 30 unless
   * given.
   */
  readonly follow?: boolean;
};

/** How far the reading of a window out of LeadConnector is. */
export interface WalkProgress {
  readonly messagesRead: number;
  readonly messagesStored: number;
  readonly pages: number;
  /** The share that is done; null while nothing can be said. */
  readonly fraction: number | null;
  /** Estimated time left; null while nothing can be said. */
  readonly remainingMs: number | null;
}

export type SyncStatus = JsonAnswer<'/locations/{locationId}/sync', 'get', 200>;
export type ConnectionQuery = Query<'/connections', 'get'>;
export type ConnectionInput = JsonBody<'/locations/{locationId}/connection', 'put'>;
export type ConnectionList = JsonAnswer<'/connections', 'get', 200>;
export type Connection = JsonAnswer<'/locations/{locationId}/connection', 'get', 200>;
export type ConnectionDeletion = JsonAnswer<'/locations/{locationId}/connection', 'delete', 200>;
export type ConversationPage = JsonAnswer<'/conversations/search', 'get', 200>;
export type ConversationQuery = Query<'/conversations/search', 'get'>;
export type ConversationMessages = JsonAnswer<'/conversations/{conversationId}/messages', 'get', 200>;
export type ConversationMessagesQuery = Query<'/conversations/{conversationId}/messages', 'get'>;
export type ExportPage = JsonAnswer<'/conversations/messages/export', 'get', 200>;
export type ExportQuery = Query<'/conversations/messages/export', 'get'>;
export type SingleMessage = JsonAnswer<'/conversations/messages/{id}', 'get', 200>;
export type WebhookInbox = JsonAnswer<'/webhooks/inbox', 'get', 200>;
export type DeadLetterList = JsonAnswer<'/webhooks/dead-letters', 'get', 200>;
export type DeadLetterQuery = Query<'/webhooks/dead-letters', 'get'>;
export type ReplayedDeadLetter = JsonAnswer<'/webhooks/dead-letters/{id}/replay', 'post', 202>;
export type Health = JsonAnswer<'/health/ready', 'get', 200>;
