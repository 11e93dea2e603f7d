import { SharedBudgetOptions } from './budget/redis.budget';
import { AcceptedCall, Exchange } from './calls.types';

import { MAX_TIMER_MS } from './runtime';

/** Options of the client; every one but `userAgent` has a default, see `resolveOptions`. */
export interface LeadConnectorOptions {
  /** Default https://services.leadconnectorhq.com */
  readonly baseUrl?: string;
  /** The `Version` header; default 2021-07-28. */
  readonly version?: string;
  /** Name look-up, TCP and TLS together; default 5,000. */
  readonly connectTimeoutMs?: number;
  /** From the request sent to its whole answer read; default 15,000. */
  readonly responseTimeoutMs?: number;
  /** A whole call, waits and retries included; default 60,000. */
  readonly callTimeoutMs?: number;
  /** Of one answer, decompressed; default 32 MiB. */
  readonly maxResponseBytes?: number;
  /** Requests that one call may make; default 5. */
  readonly maxAttempts?: number;
  /** Per location, until upstream's headers say otherwise; default upstream's own 100 in 10,000 ms. */
  readonly rateLimit?: { readonly max: number; readonly intervalMs: number };
  /** Where processes that use the same locations share that limit; default null, each by itself. */
  readonly sharedBudget?: SharedBudgetOptions | null;
  readonly userAgent?: string;
  /** Connections to upstream at once, over all locations; default 256: a dozen locations that hang leave room for the others. */
  readonly maxSockets?: number;
  /** Requests of one location on the wire at once; default 20: its whole budget of ten a second, while answers take up to two seconds. */
  readonly maxConcurrent?: number;
  /**
   * A location whose requests failed so often in a row isn't asked for `openMs`; default 20 and 2,000: all that may be on the wire at once,
   * or four calls with all their retries; and one trial in two seconds burdens nobody.
   */
  readonly circuitBreaker?: { readonly failures: number; readonly openMs: number };
  /** Told of each call that upstream accepted, before its answer is returned: proof of what a token may do. */
  readonly onAccepted?: (call: AcceptedCall) => void;
  /** Told of each request that left, when it is over: for figures. Must not throw. */
  readonly onExchange?: (exchange: Exchange) => void;
}

export type ResolvedOptions = Readonly<Required<LeadConnectorOptions>>;

const DEFAULTS: ResolvedOptions = {
  baseUrl: 'https://services.leadconnectorhq.com',
  version: '2021-07-28',
  connectTimeoutMs: 5_000,
  responseTimeoutMs: 15_000,
  callTimeoutMs: 60_000,
  maxResponseBytes: 32 * 1024 * 1024,
  maxAttempts: 5,
  rateLimit: { max: 100, intervalMs: 10_000 },
  sharedBudget: null,
  userAgent: 'leadconnector-client',
  maxSockets: 256,
  maxConcurrent: 20,
  circuitBreaker: { failures: 20, openMs: 2_000 },
  onAccepted: () => undefined,
  onExchange: () => undefined,
};

/** Defaults applied and checked; throws one TypeError that names every fault. An option that is undefined counts as not given. */
export function resolveOptions(options: LeadConnectorOptions): ResolvedOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const resolved = { ...DEFAULTS, ...given } as ResolvedOptions;
  const faults = [...baseUrlFaults(resolved.baseUrl), ...headerFaults(resolved), ...numberFaults(resolved)];
  if (faults.length > 0) throw new TypeError(`LeadConnector options: ${faults.join('; ')}`);
  return { ...resolved, baseUrl: resolved.baseUrl.replace(/\/+$/, '') };
}

function baseUrlFaults(baseUrl: string): string[] {
  if (!URL.canParse(baseUrl)) return ['baseUrl must be an absolute URL'];
  const url = new URL(baseUrl);
  // Credentials in a URL would silently replace the Authorization header.
  const plain = /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  return plain ? [] : ['baseUrl must be http(s), without credentials, query or fragment'];
}

function headerFaults({ version, userAgent }: ResolvedOptions): string[] {
  return Object.entries({ version, userAgent })
    .filter(([, value]) => !/^[\x20-\x7e]+$/.test(value))
    .map(([name]) => `${name} must be printable ASCII`);
}

function numberFaults({ rateLimit, circuitBreaker, ...options }: ResolvedOptions): string[] {
  const { connectTimeoutMs, responseTimeoutMs, callTimeoutMs, maxResponseBytes, maxAttempts, maxSockets, maxConcurrent } = options;
  const positive = { connectTimeoutMs, responseTimeoutMs, callTimeoutMs, maxResponseBytes, maxAttempts, maxSockets, maxConcurrent };
  const limits = { 'rateLimit.max': rateLimit.max, 'rateLimit.intervalMs': rateLimit.intervalMs };
  const circuit = { 'circuitBreaker.failures': circuitBreaker.failures, 'circuitBreaker.openMs': circuitBreaker.openMs };
  return Object.entries({ ...positive, ...limits, ...circuit })
    .filter(([, value]) => !Number.isSafeInteger(value) || value < 1 || value > MAX_TIMER_MS)
    .map(([name]) => `${name} must be a whole number between 1 and ${MAX_TIMER_MS}`);
}
