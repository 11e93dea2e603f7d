import { Logger } from '@nestjs/common';
import { Redis } from './redis';
import { RedisClient } from './redis.connection';
import { RedisUnavailableError } from './redis.errors';

/** A Redis that answers, hangs or isn't there, as told, and counts what reaches it. */
class FakeConnection {
  isReady = true;
  isHanging = false;
  asked: string[] = [];
  closed = false;
  private readonly listeners: (() => void)[] = [];

  readonly client = { ping: () => this.answer('ping'), get: (key: string) => this.answer(`get ${key}`) } as unknown as RedisClient;

  onReady(listener: () => void): void {
    this.listeners.push(listener);
  }

  /** As after a connection was lost, or given up since nothing came on it. */
  reconnect(): void {
    for (const listener of this.listeners) listener();
  }

  close(): void {
    this.closed = true;
  }

  private answer(command: string): Promise<string> {
    this.asked.push(command);
    return this.isHanging ? new Promise(() => undefined) : Promise.resolve(`answer to ${command}`);
  }
}

describe('Redis, as the service uses it', () => {
  let connection: FakeConnection;
  let redis: Redis;
  const get = (key: string) => redis.run((client) => client.get(key));
  const outcomeOf = (work: Promise<unknown>): Promise<unknown> =>
    work.catch((error: unknown) => (error instanceof RedisUnavailableError ? error.reason : error));
  const afterMs = async (ms: number, work: Promise<unknown>): Promise<unknown> => {
    let outcome: unknown = 'still waiting';
    void outcomeOf(work).then((one) => (outcome = one));
    await jest.advanceTimersByTimeAsync(ms);
    return outcome;
  };

  beforeEach(() => {
    Logger.overrideLogger(false);
    jest.useFakeTimers();
    connection = new FakeConnection();
    redis = new Redis(connection);
  });

  afterEach(() => jest.useRealTimers());

  it('passes on what it answers, and what it objects to', async () => {
    expect(await get('a')).toBe('answer to get a');
    await expect(redis.run(() => Promise.reject(new Error('OOM command not allowed')))).rejects.toThrow('OOM');
    expect(await get('b')).toBe('answer to get b');
  });

  it('is waited for 50 ms and no longer when it hangs', async () => {
    connection.isHanging = true;
    const work = get('a');
    expect(await afterMs(49, work)).toBe('still waiting');
    expect(await afterMs(2, work)).toBe('timeout');
  });

  it('costs nothing after the first command that it left unanswered, for whoever asks', async () => {
    connection.isHanging = true;
    await afterMs(51, get('a'));
    connection.asked = [];
    for (let count = 0; count < 100; count += 1) expect(await outcomeOf(get('b'))).toBe('suspended');
    expect(connection.asked).toEqual([]);
  });

  it('costs nothing when it is not there', async () => {
    connection.isReady = false;
    expect(await outcomeOf(get('a'))).toBe('not-connected');
    expect(connection.asked).toEqual([]);
    connection.isReady = true;
    expect(await get('a')).toBe('answer to get a');
  });

  it('is asked again by itself, one PING at a time that nobody waits for, and used once it answers', async () => {
    connection.isHanging = true;
    await afterMs(51, get('a'));
    connection.asked = [];
    await jest.advanceTimersByTimeAsync(500);
    expect(await outcomeOf(get('b'))).toBe('suspended');
    expect(await outcomeOf(get('b'))).toBe('suspended');
    expect(connection.asked).toEqual(['ping']);

    connection.isHanging = false;
    await jest.advanceTimersByTimeAsync(2_100);
    expect(await outcomeOf(get('b'))).toBe('suspended');
    await jest.advanceTimersByTimeAsync(1);
    expect(await outcomeOf(get('b'))).toBe('answer to get b');
  });

  it('is left alone for 8 s at a time when it goes on hanging', async () => {
    connection.isHanging = true;
    await afterMs(51, get('a'));
    connection.asked = [];
    for (let second = 0; second < 60; second += 1) {
      await jest.advanceTimersByTimeAsync(1_000);
      expect(await outcomeOf(get('b'))).toBe('suspended');
    }
    expect(connection.asked.length).toBeGreaterThanOrEqual(7);
    expect(connection.asked.length).toBeLessThanOrEqual(9);
  });

  it('is used at once on a new connection, however long it was to be left alone', async () => {
    connection.isHanging = true;
    await afterMs(51, get('a'));
    connection.isHanging = false;
    expect(await outcomeOf(get('b'))).toBe('suspended');
    connection.reconnect();
    expect(await outcomeOf(get('b'))).toBe('answer to get b');
  });

  it('closes its connection with the service, after the last answer', async () => {
    let answer = (_: string): void => undefined;
    const last = redis.run(() => new Promise<string>((resolve) => (answer = resolve)));
    const closing = redis.onApplicationShutdown();
    await jest.advanceTimersByTimeAsync(10);
    expect(connection.closed).toBe(false);
    answer('good-bye');
    expect(await last).toBe('good-bye');
    await closing;
    expect(connection.closed).toBe(true);
  });

  it('closes its connection though the last answer never comes', async () => {
    connection.isHanging = true;
    void outcomeOf(get('a'));
    const closing = redis.onApplicationShutdown();
    await jest.advanceTimersByTimeAsync(51);
    await closing;
    expect(connection.closed).toBe(true);
  });
});
