/** What can go wrong with a call; closed, so that a caller's map over `code` is checked for completeness. Times are ms. */
export type LeadConnectorFailure =
  | { readonly code: 'bad-request' }
  | { readonly code: 'unauthorized' }
  | { readonly code: 'forbidden' }
  | { readonly code: 'not-found' }
  | { readonly code: 'unprocessable' }
  /** `source` is `upstream` for a 429, `local` when the call can't have its turn in its time, so that nothing was sent. */
  | { readonly code: 'rate-limited'; readonly retryAfterMs: number; readonly source: 'upstream' | 'local' }
  /** Upstream failed at request after request of this location just now; nothing was sent. */
  | { readonly code: 'circuit-open'; readonly retryAfterMs: number }
  /** `retryAfterMs` only when upstream said so. */
  | { readonly code: 'server-error'; readonly status: number; readonly retryAfterMs?: number }
  | { readonly code: 'unexpected-status'; readonly status: number }
  /** `errno` is Node's name of the fault: ECONNRESET, ECONNREFUSED, ENOTFOUND, ... */
  | { readonly code: 'network'; readonly errno: string }
  | { readonly code: 'timeout'; readonly phase: 'connect' | 'response' | 'call' }
  | { readonly code: 'invalid-response'; readonly reason: 'truncated' | 'not-json' | 'wrong-shape' | 'too-large' }
  | { readonly code: 'aborted' }
  | { readonly code: 'stalled-paging' };

export type LeadConnectorErrorCode = LeadConnectorFailure['code'];

/** Which call failed. `path` is the template, so that it never holds an id, a query value or anything personal. */
export interface FailedCall {
  readonly method: string;
  readonly path: string;
}

/** What upstream said about it: its own messages (redacted, cut), its trace id; and the cause, already free of secrets. */
export interface FailureContext {
  readonly messages?: readonly string[];
  readonly traceId?: string | null;
  readonly cause?: unknown;
}

/**
 * The one error of the client; every rejection is one, save a TypeError for arguments that could never be sent.
 * It holds no token, phone number, email or body: not in `message`, its properties, its cause nor its JSON.
 */
export class LeadConnectorError extends Error {
  override readonly name = 'LeadConnectorError';
  readonly code: LeadConnectorErrorCode;
  readonly method: string;
  readonly path: string;
  /** Upstream's own words; empty where there were none. A 422 has one for each fault. */
  readonly messages: readonly string[];
  readonly traceId: string | null;
  declare readonly retryAfterMs?: number;
  declare readonly source?: 'upstream' | 'local';
  declare readonly status?: number;
  declare readonly errno?: string;
  declare readonly phase?: 'connect' | 'response' | 'call';
  declare readonly reason?: 'truncated' | 'not-json' | 'wrong-shape' | 'too-large';

  constructor(failure: LeadConnectorFailure, call: FailedCall, context: FailureContext = {}) {
    super(`${call.method} ${call.path}: ${describe(failure)}`, 'cause' in context ? { cause: context.cause } : undefined);
    this.code = failure.code;
    this.method = call.method;
    this.path = call.path;
    this.messages = context.messages ?? [];
    this.traceId = context.traceId ?? null;
    Object.assign(this, failure);
  }

  /** For logs: everything but the stack and the cause. */
  toJSON(): Record<string, unknown> {
    return { message: this.message, ...(this as object) };
  }
}

/** A LeadConnectorError whose fields are those of its code, as `isLeadConnectorError` narrows it. */
export type TypedLeadConnectorError<Code extends LeadConnectorErrorCode = LeadConnectorErrorCode> = LeadConnectorError &
  Extract<LeadConnectorFailure, { readonly code: Code }>;

/** True for an error of this client; with codes, for an error with one of them. Narrows to the fields of the code. */
export function isLeadConnectorError<Code extends LeadConnectorErrorCode = LeadConnectorErrorCode>(
  error: unknown,
  ...codes: readonly Code[]
): error is TypedLeadConnectorError<Code> {
  return error instanceof LeadConnectorError && (codes.length === 0 || (codes as readonly string[]).includes(error.code));
}

function describe(failure: LeadConnectorFailure): string {
  switch (failure.code) {
    case 'rate-limited':
      return `rate-limited (${failure.source}), retry after ${failure.retryAfterMs} ms`;
    case 'circuit-open':
      return `circuit-open, retry after ${failure.retryAfterMs} ms`;
    case 'server-error':
    case 'unexpected-status':
      return `${failure.code} ${failure.status}`;
    case 'network':
      return `network ${failure.errno}`;
    case 'timeout':
      return `${failure.phase} timeout`;
    case 'invalid-response':
      return `invalid-response, ${failure.reason}`;
    default:
      return failure.code;
  }
}
