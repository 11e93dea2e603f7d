import { createClient } from '@keyv/redis';
import { Logger } from '@nestjs/common';

/** Name look-up, TCP and TLS. */
const CONNECT_TIMEOUT_MS = 5_000;
/**
 * A connection that brings nothing for this long is dropped and made anew. One that is idle is kept alive by a PING of its own; the next PING
 * waits for the answer to the one before, so that a connection on which nothing is answered falls silent.
 */
const SILENCE_MS = 5_000;
const PING_EVERY_MS = 2_000;
const LONGEST_PAUSE_MS = 1_000;
/** Commands that may wait for their answers at once; more than that are refused. */
const QUEUED = 20_000;

export type RedisClient = ReturnType<typeof newClient>;

/** The process's one connection to Redis: made again, forever, when it's lost. Its changes of state are logged, each once. */
export class RedisConnection {
  private readonly logger = new Logger('Redis');
  private isUp: boolean | null = null;
  readonly client: RedisClient;

  constructor(url: string) {
    this.client = newClient(url);
    this.client.on('ready', () => this.became(true, 'connected'));
    this.client.on('error', (error: unknown) => this.became(false, `not reachable, going on without it: ${reasonOf(error)}`));
  }

  get isReady(): boolean {
    return this.client.isReady;
  }

  /** Calls back each time that a connection is made: Redis has answered then. */
  onReady(listener: () => void): void {
    this.client.on('ready', listener);
  }

  /** Resolves once it's known whether Redis is there, or after `timeoutMs`. Never rejects. */
  open(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      const known = (): void => {
        clearTimeout(timer);
        resolve();
      };
      this.client.once('ready', known).once('error', known);
      // Only refused when closed meanwhile: any other failure is tried again.
      this.client.connect().catch(known);
    });
  }

  /** What is still waiting for an answer is given up. */
  close(): void {
    if (this.client.isOpen) this.client.destroy();
  }

  private became(isUp: boolean, what: string): void {
    if (this.isUp === isUp) return;
    this.isUp = isUp;
    if (isUp) this.logger.log(what);
    else this.logger.warn(what);
  }
}

function newClient(url: string) {
  return createClient({
    url,
    disableOfflineQueue: true,
    commandsQueueMaxLength: QUEUED,
    pingInterval: PING_EVERY_MS,
    socket: {
      connectTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy: (retries) => Math.min(50 * 2 ** Math.min(retries, 10), LONGEST_PAUSE_MS),
    },
  });
}

/** Never the URL, which holds a password. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'an unknown error';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return code ?? (error.message || error.name);
}
