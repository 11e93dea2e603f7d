import { DEFAULT_RETRY, NO_RETRY } from './policy/retry-delay.ts';
import type { RetryLimits } from './policy/retry-delay.ts';
import { systemRuntime } from './runtime.ts';
import type { Runtime } from './runtime.ts';
import type { PipelineSettings } from './transport/pipeline.ts';
import type { Retry } from './transport/retry.layer.ts';
import type { Send, Token } from './transport/transport.types.ts';

/** What holds for one call, and overrules what holds for the client. */
export interface CallOptions {
  /** Ends the call, its waits included; it then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** How long one attempt may take, its answer included. Default 90 seconds: a search may be held for 25, a followed change for 60. */
  readonly timeoutMs?: number;
  /** When to send again; false for never. */
  readonly retry?: Partial<RetryLimits> | false;
  /** Called before each wait for another attempt. */
  readonly onRetry?: (retry: Retry) => void;
  /** Further headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as X-Request-Id with the call's requests; it comes back in their answers' headers, and is in the service's logs. */
  readonly requestId?: string;
  /** How many seconds ago LeadConnector may last have been asked; 0 asks now. */
  readonly maxAgeSeconds?: number;
}

export interface ClientOptions extends Pick<CallOptions, 'timeoutMs' | 'retry' | 'onRetry' | 'headers'> {
  /** Where the service is, such as `https://messages.example.com`. */
  readonly baseUrl: string;
  /** A LeadConnector token of the location; a function is asked before every attempt. */
  readonly token?: Token;
  /** The operator's key, for connections and the webhooks' inbox. It belongs on a server, never into a browser. */
  readonly adminToken?: Token;
  /** In the place of the global `fetch`. */
  readonly fetch?: Send;
  /** Clock, timers and randomness, for tests. */
  readonly runtime?: Runtime;
}

const TIMEOUT_MS = 90_000;

export function settingsOf(client: ClientOptions, call: CallOptions, token: Token | undefined): PipelineSettings {
  return {
    // Looked up at each call, so that whoever replaces the global one is heeded; and called as a function, as browsers insist.
    fetch: client.fetch ?? ((request) => globalThis.fetch(request)),
    token,
    timeoutMs: call.timeoutMs ?? client.timeoutMs ?? TIMEOUT_MS,
    retry: retryLimits(client.retry, call.retry),
    onRetry: call.onRetry ?? client.onRetry,
    runtime: client.runtime ?? systemRuntime,
  };
}

function retryLimits(client: ClientOptions['retry'], call: CallOptions['retry']): RetryLimits {
  const chosen = call ?? client;
  if (chosen === false) return NO_RETRY;
  return { ...DEFAULT_RETRY, ...(client || {}), ...chosen };
}

export function headersOf({ headers, requestId, maxAgeSeconds }: CallOptions): Record<string, string> {
  return {
    ...headers,
    ...(requestId !== undefined && { 'X-Request-Id': requestId }),
    ...(maxAgeSeconds !== undefined && { 'Cache-Control': maxAgeSeconds > 0 ? `max-age=${maxAgeSeconds}` : 'no-cache' }),
  };
}
