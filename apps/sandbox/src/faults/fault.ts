import { RecordedRequest } from '../http/recorded-request';

/** A parsed JSON answer. */
export type JsonBody = Record<string, unknown>;

/** A way for an answer to go wrong. */
export type Fault = (
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
  /** The socket is destroyed before any answer. */
  | { kind: 'reset' }
  /** Never answered, until the sandbox closes. */
  | { kind: 'hang' }
  | { kind: 'slow'; ms: number }
  /** The full Content-Length is declared, `bytes` (default half) are sent, then the socket is closed. */
  | { kind: 'truncate'; bytes?: number }
  | { kind: 'html'; status?: number }
  /** The right answer with a padding field that brings it to at least this size. */
  | { kind: 'oversize'; bytes: number }
  /** An arbitrary change of the JSON answer; gets a copy that it may change in place. A string is sent as it is, anything else as JSON. */
  | { kind: 'rewrite'; with(body: JsonBody): unknown }
  | { kind: 'dead-cursor' }
) & {
  /** Strikes before the token is looked at; otherwise only requests that got past authentication and rate limit are hit (and counted). */
  beforeAuth?: boolean;
};

/** Which requests a fault is for: every given part must match. A string path must equal, a RegExp find, the path without its query. */
export type Match =
  | { method?: string; path?: RegExp | string; /** The nth matching request from now on, 1 being the next. */ nth?: number }
  | ((request: RecordedRequest) => boolean);
