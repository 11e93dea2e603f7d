import { Logger, OnApplicationShutdown } from '@nestjs/common';
import { circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhen, IterableBackoff } from 'cockatiel';
import { RedisClient, RedisConnection } from './redis.connection';
import { RedisUnavailableError } from './redis.errors';

/** How long a command may take. */
const COMMAND_TIMEOUT_MS = 50;
/** How long it's left alone after a time-out; the last pause leaves a dead connection the silence in which it's noticed and replaced. */
const PAUSES_MS = [500, 2_000, 8_000];
const START_TIMEOUT_MS = 1_000;

/**
 * Redis as the service uses it: something that may be slow, hang or be gone at any time, and that nobody waits for then. The first command
 * that isn't answered in time suspends it for everyone, so that a request with several commands waits once; whether it's back is found out
 * by a PING that no request waits for.
 */
export class Redis implements OnApplicationShutdown {
  private readonly logger = new Logger(Redis.name);
  private breaker = newBreaker();
  private readonly underWay = new Set<Promise<unknown>>();
  private isProbing = false;
  private isSuspended = false;

  constructor(private readonly connection: Pick<RedisConnection, 'client' | 'isReady' | 'onReady' | 'close'>) {
    // A connection that was just made has been answered upon: what happened on the one before says nothing of it.
    connection.onReady(() => {
      this.breaker = newBreaker();
      this.tellChange();
    });
  }

  /** Connects; a Redis that isn't there is connected to whenever it appears. */
  static async open(url: string): Promise<Redis> {
    const connection = new RedisConnection(url);
    await connection.open(START_TIMEOUT_MS);
    return new Redis(connection);
  }

  /** The answer to a command. @throws RedisUnavailableError at once, or after 50 ms at most; else whatever Redis objects */
  async run<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    if (!this.connection.isReady) throw new RedisUnavailableError('not-connected');
    if (this.breaker.state !== CircuitState.Closed) {
      this.probe();
      throw new RedisUnavailableError('suspended');
    }
    return this.attempt(command);
  }

  /** What was said last is still sent: it takes 50 ms at most. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.allSettled(this.underWay);
    this.connection.close();
  }

  private async attempt<T>(command: (client: RedisClient) => Promise<T>): Promise<T> {
    const answer = this.breaker.execute(() => inTime(command(this.connection.client)));
    this.underWay.add(answer);
    try {
      return await answer;
    } finally {
      this.underWay.delete(answer);
      this.tellChange();
    }
  }

  private probe(): void {
    if (this.isProbing) return;
    this.isProbing = true;
    this.attempt((client) => client.ping())
      .catch(() => undefined)
      .finally(() => (this.isProbing = false));
  }

  private tellChange(): void {
    const isSuspended = this.breaker.state !== CircuitState.Closed;
    if (isSuspended === this.isSuspended) return;
    this.isSuspended = isSuspended;
    if (isSuspended) this.logger.warn(`no answer within ${COMMAND_TIMEOUT_MS} ms, going on without it`);
    else this.logger.log('answers again');
  }
}

function newBreaker() {
  return circuitBreaker(handleWhen(isTimeout), { breaker: new ConsecutiveBreaker(1), halfOpenAfter: new IterableBackoff(PAUSES_MS) });
}

function isTimeout(error: Error): boolean {
  return error instanceof RedisUnavailableError && error.reason === 'timeout';
}

function inTime<T>(answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // An answer that is there already, but that this process was too busy to read, is read before an immediate runs.
    const giveUp = () => setImmediate(() => reject(new RedisUnavailableError('timeout')));
    const timer = setTimeout(giveUp, COMMAND_TIMEOUT_MS);
    answer.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
