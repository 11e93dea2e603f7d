import { Clock, systemClock } from './clock';
import { FaultRate } from './faults/fault-rate';
import { WebhookOptions } from './webhooks/webhook-options';

/** Upstream's limits per location: `max` requests in any `intervalMs`, and `daily` in a UTC day. */
export interface RateLimit {
  max: number;
  intervalMs: number;
  daily: number;
}

/** Everything about a sandbox that can be chosen. Two sandboxes with equal options hold the same world, byte for byte. */
export interface SandboxOptions {
  seed: number;
  /** Seeded messages of the main location, e-mail included. */
  messages: number;
  /** Seeded messages of the second, small location. */
  otherMessages: number;
  /** The "now" at which the seeded history ends; nothing seeded was added or updated later. While the clock is behind it, history unrolls. */
  anchor: Date;
  historyDays: number;
  /** Share of seeded messages whose last update came hours or days after they were added. */
  lateUpdateRate: number;
  host: string;
  /** 0 takes any free port. */
  port: number;
  clock: Clock;
  /** `false` never refuses, and reports very large numbers in the same headers. */
  rateLimit: RateLimit | false;
  /** Added to every authenticated answer, in real time. */
  latencyMs: number;
  faultRate: FaultRate;
  /** A change is seen by export and conversation search once this long after its dateUpdated. */
  indexDelayMs: number;
  /** Which date startDate/endDate bound on export. Upstream does not document it; `sorted` is the field sorted by. */
  endDateReading: 'updated' | 'created' | 'sorted';
  endDateInclusive: boolean;
  /** Above it export answers 422. */
  exportMaxLimit: number;
  /** An export cursor dies this long after its last use. */
  cursorTtlMs: number;
  /** How long OAuth access tokens live. */
  tokenLifeMs: number;
  /** `published` leaves out what only the wire has: assignedTo, companyName and the dates. */
  conversationFields: 'wire' | 'published';
  /** Whether single messages and messages of a conversation come nested (as on the wire) or flat (as published). */
  messageShape: 'wire' | 'published';
  /** Sends events of what changes; nobody is told of anything without. */
  webhooks: WebhookOptions | undefined;
}

export const DEFAULT_ANCHOR = new Date('2026-06-01T12:00:00.000Z');

const DEFAULTS: SandboxOptions = {
  seed: 1,
  messages: 20_000,
  otherMessages: 300,
  anchor: DEFAULT_ANCHOR,
  historyDays: 90,
  lateUpdateRate: 0.03,
  host: '127.0.0.1',
  port: 0,
  clock: systemClock,
  rateLimit: { max: 100, intervalMs: 10_000, daily: 200_000 },
  latencyMs: 0,
  faultRate: {},
  indexDelayMs: 5_000,
  endDateReading: 'sorted',
  endDateInclusive: true,
  exportMaxLimit: 500,
  cursorTtlMs: 120_000,
  tokenLifeMs: 86_399_000,
  conversationFields: 'wire',
  messageShape: 'wire',
  webhooks: undefined,
};

/** Fills in the defaults; an option given as `undefined` counts as not given. */
export function resolveOptions(options: Partial<SandboxOptions> = {}): SandboxOptions {
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  return { ...DEFAULTS, ...given };
}
