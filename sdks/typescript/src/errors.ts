import type { ErrorCode, WalkProgress } from './contract.types.ts';

/** What went wrong, in a word: for a `switch`, and where `instanceof` can't be relied upon because a bundle has the package twice. */
export type ErrorKind =
  | 'bad-request'
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'gone'
  | 'validation'
  | 'rate-limited'
  | 'unavailable'
  | 'server-error'
  | 'unexpected-status'
  | 'connection'
  | 'timeout'
  | 'broken-stream'
  | 'incomplete'
  | 'invalid-answer';

/** Method and path: never the query, a header or a body, which may be personal. */
export interface Call {
  readonly method: string;
  readonly path: string;
}

export function callOf({ method, url }: Request): Call {
  return { method, path: new URL(url).pathname };
}

/** Every error of this client, but for an abort: that is the signal's own reason. */
export abstract class LeadConnectorMessagesError extends Error implements Call {
  abstract readonly kind: ErrorKind;
  readonly method: string;
  readonly path: string;

  constructor({ method, path }: Call, what: string, options?: ErrorOptions) {
    super(`${method} ${path} ${what}`, options);
    this.method = method;
    this.path = path;
  }
}

/** What an error answer says. */
export interface ApiFault {
  readonly statusCode: number;
  readonly code: ErrorCode | null;
  readonly messages: readonly string[];
  readonly traceId: string | null;
  readonly retryAfterMs: number | null;
  readonly progress: WalkProgress | null;
}

/** The service answered with an error. */
export class ApiError extends LeadConnectorMessagesError implements ApiFault {
  override readonly name: string = 'ApiError';
  readonly kind: ErrorKind = 'unexpected-status';
  readonly statusCode: number;
  /** What is wrong, for programs; docs/errors.md lists them. Null when something in between answered. */
  readonly code: ErrorCode | null;
  /** One sentence a fault; several only when parameters are wrong. */
  readonly messages: readonly string[];
  /** The id of the request in the service's logs. */
  readonly traceId: string | null;
  /** How long the service asks to be left alone. */
  readonly retryAfterMs: number | null;
  /** How far the reading out of LeadConnector is, while the service can't answer for that reason. */
  readonly progress: WalkProgress | null;

  constructor(call: Call, { statusCode, code, messages, traceId, retryAfterMs, progress }: ApiFault) {
    super(call, `was answered ${statusCode}: ${messages.join('; ')}`);
    this.statusCode = statusCode;
    this.code = code;
    this.messages = messages;
    this.traceId = traceId;
    this.retryAfterMs = retryAfterMs;
    this.progress = progress;
  }
}

/** 400: LeadConnector refused the request, or the cursor is not of this search. */
export class BadRequestError extends ApiError {
  override readonly name = 'BadRequestError';
  override readonly kind = 'bad-request';
}

/** 401: no token, or one that isn't accepted. */
export class UnauthorizedError extends ApiError {
  override readonly name = 'UnauthorizedError';
  override readonly kind = 'unauthorized';
}

/** 403: the token may not read this location. */
export class ForbiddenError extends ApiError {
  override readonly name = 'ForbiddenError';
  override readonly kind = 'forbidden';
}

/** 404: there is no such thing, or no such route. */
export class NotFoundError extends ApiError {
  override readonly name = 'NotFoundError';
  override readonly kind = 'not-found';
}

/** 409: it contradicts what is there. */
export class ConflictError extends ApiError {
  override readonly name = 'ConflictError';
  override readonly kind = 'conflict';
}

/** 410: the position in the change feed is too old. What is kept has to be read anew, since `beginning`. */
export class GoneError extends ApiError {
  override readonly name = 'GoneError';
  override readonly kind = 'gone';
}

/** 422: parameters are wrong; `messages` has every fault. */
export class ValidationError extends ApiError {
  override readonly name = 'ValidationError';
  override readonly kind = 'validation';
}

/** 429: too many requests. */
export class RateLimitedError extends ApiError {
  override readonly name = 'RateLimitedError';
  override readonly kind = 'rate-limited';
}

/** 502, 503, 504: not now. */
export class UnavailableError extends ApiError {
  override readonly name = 'UnavailableError';
  override readonly kind = 'unavailable';
}

/** 500: a fault of the service; `traceId` finds it in its logs. */
export class ServerError extends ApiError {
  override readonly name = 'ServerError';
  override readonly kind = 'server-error';
}

/** No answer came: the network, or the other end of it. `cause` is what `fetch` threw. */
export class ConnectionError extends LeadConnectorMessagesError {
  override readonly name = 'ConnectionError';
  readonly kind = 'connection';

  constructor(call: Call, cause: unknown) {
    super(call, 'got no answer', { cause });
  }
}

/** No answer came in time. */
export class TimeoutError extends LeadConnectorMessagesError {
  override readonly name = 'TimeoutError';
  readonly kind = 'timeout';

  constructor(call: Call, timeoutMs: number) {
    super(call, `got no answer within ${timeoutMs} ms`);
  }
}

/** The answer is none that the contract knows: something else answered, or a list that doesn't come to its end. */
export class InvalidAnswerError extends LeadConnectorMessagesError {
  override readonly name = 'InvalidAnswerError';
  readonly kind = 'invalid-answer';
}

/** A stream ended before its last line, which alone says that nothing is missing. `cause` is what was wrong with the connection, if known. */
export class BrokenStreamError extends LeadConnectorMessagesError {
  override readonly name = 'BrokenStreamError';
  readonly kind = 'broken-stream';

  constructor(call: Call, cause?: unknown) {
    super(call, 'broke off before its last line', { cause });
  }
}

/** A stream ended as it should, but the service didn't have every message of its window. */
export class IncompleteError extends LeadConnectorMessagesError {
  override readonly name = 'IncompleteError';
  readonly kind = 'incomplete';

  constructor(call: Call) {
    super(call, 'has not every message of its window');
  }
}
