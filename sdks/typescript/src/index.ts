export { ChangeFeed } from './changes.feed.ts';
export { LeadConnectorMessages } from './client.ts';
export type { CallOptions, ClientOptions } from './client.options.ts';
export type {
  Change,
  ChangePage,
  ChangesParameters,
  Connection,
  ConnectionDeletion,
  ConnectionInput,
  ConnectionList,
  ConnectionQuery,
  ConversationMessages,
  ConversationMessagesQuery,
  ConversationPage,
  ConversationQuery,
  DeadLetterList,
  DeadLetterQuery,
  ErrorCode,
  ExportPage,
  ExportQuery,
  Health,
  Message,
  MessagePage,
  Moment,
  ReplayedDeadLetter,
  SearchParameters,
  SingleMessage,
  Stats,
  StatsParameters,
  StreamEnd,
  StreamParameters,
  SyncStatus,
  WalkProgress,
  WebhookInbox,
} from './contract.types.ts';
export {
  ApiError,
  BadRequestError,
  BrokenStreamError,
  ConflictError,
  ConnectionError,
  ForbiddenError,
  GoneError,
  IncompleteError,
  InvalidAnswerError,
  LeadConnectorMessagesError,
  NotFoundError,
  RateLimitedError,
  ServerError,
  TimeoutError,
  UnauthorizedError,
  UnavailableError,
  ValidationError,
} from './errors.ts';
export type { ErrorKind } from './errors.ts';
export type { components, operations, paths } from './generated/contract.ts';
export type { RawClient } from './http.ts';
export { MessageSearch } from './message.search.ts';
export { MessageStream } from './message.stream.ts';
export type { RetryLimits } from './policy/retry-delay.ts';
export type { Runtime } from './runtime.ts';
export type { Retry } from './transport/retry.layer.ts';
export type { Send, Token } from './transport/transport.types.ts';
