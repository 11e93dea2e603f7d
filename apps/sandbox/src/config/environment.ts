import { Fault, Reader } from './reader';
import { DEFAULT_ANCHOR, SandboxOptions } from '../options';

/** The environment is wrong; the message has one line per fault. */
export class InvalidEnvironment extends Error {
  constructor(faults: readonly Fault[]) {
    super(['The environment is not usable:', ...faults.map(({ name, reason }) => `  ${name} ${reason}`)].join('\n'));
    this.name = 'InvalidEnvironment';
  }
}

const READINGS = ['sorted', 'updated', 'created'] as const;
const SHAPES = ['wire', 'published'] as const;
const MAX_MESSAGES = 10_000_000;

function webhooksTo(url: string | undefined): SandboxOptions['webhooks'] {
  return url === undefined ? undefined : { url, isAutomatic: true, concurrency: 4 };
}

/** The sandbox's options from environment variables. Throws InvalidEnvironment naming every fault. */
export function readEnvironment(environment: Readonly<Record<string, string | undefined>> = process.env): Partial<SandboxOptions> {
  const read = new Reader(environment);
  const options: Partial<SandboxOptions> = {
    port: read.integer('PORT', 3001, 0, 65_535),
    host: read.text('HOST', '127.0.0.1'),
    seed: read.integer('SANDBOX_SEED', 1, 0, 4_294_967_295),
    messages: read.integer('SANDBOX_MESSAGES', 20_000, 0, MAX_MESSAGES),
    anchor: read.date('SANDBOX_ANCHOR', DEFAULT_ANCHOR),
    historyDays: read.integer('SANDBOX_HISTORY_DAYS', 90, 1, 3_650),
    latencyMs: read.integer('SANDBOX_LATENCY_MS', 0, 0, 600_000),
    indexDelayMs: read.integer('SANDBOX_INDEX_DELAY_MS', 5_000, 0, 3_600_000),
    cursorTtlMs: read.integer('SANDBOX_CURSOR_TTL_MS', 120_000, 1, 86_400_000),
    exportMaxLimit: read.integer('SANDBOX_EXPORT_MAX_LIMIT', 500, 10, 1_000),
    endDateReading: read.oneOf('SANDBOX_END_DATE_READING', READINGS),
    conversationFields: read.oneOf('SANDBOX_CONVERSATION_FIELDS', SHAPES),
    messageShape: read.oneOf('SANDBOX_MESSAGE_SHAPE', SHAPES),
    rateLimit: read.oneOf('SANDBOX_RATE_LIMIT', ['on', 'off'] as const) === 'off' ? false : undefined,
    webhooks: webhooksTo(read.url('SANDBOX_WEBHOOK_URL')),
    faultRate: {
      tooManyRequests: read.probability('SANDBOX_FAULT_RATE_429'),
      serverError: read.probability('SANDBOX_FAULT_RATE_5XX'),
      reset: read.probability('SANDBOX_FAULT_RATE_RESET'),
      repeatedRows: read.probability('SANDBOX_FAULT_RATE_REPEAT'),
    },
  };
  if (read.faults.length > 0) throw new InvalidEnvironment(read.faults);
  return options;
}
