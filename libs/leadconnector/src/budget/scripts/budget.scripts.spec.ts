import { createClient } from '@keyv/redis';
import { randomUUID } from 'node:crypto';
import { describeWithRedis, TEST_REDIS_URL } from '../../../../../test/harness/test-redis';
import { FakeBudgetServer } from '../../testing/budget.server.fake';
import { FakeProcess } from '../../testing/budget.processes.fixture';
import { ManualRuntime } from '../../testing/manual.runtime';
import { aRequest } from '../../testing/request.fixture';
import { BudgetScript } from '../budget.redis';
import { SETTLE_MS } from '../budget.timing';
import { budgetScripts } from './budget.scripts';

/** The time that the test has set, where the scripts of the service ask Redis for its own. */
const SET_TIME = `local now = tonumber(redis.call('GET', KEYS[2] .. ':clock'))`;

type Recorded =
  | 'redis forgets'
  | {
      readonly at: number;
      readonly script: BudgetScript;
      readonly keys: readonly string[];
      readonly args: readonly string[];
      readonly answer: readonly (string | number)[];
    };

/** All that four processes say to a Redis that is none, in two busy minutes in which much happens to them. */
async function record(keyPrefix: string): Promise<Recorded[]> {
  const runtime = new ManualRuntime();
  const server = new FakeBudgetServer(() => runtime.clock.now());
  const recorded: Recorded[] = [];
  const execute = (script: BudgetScript, keys: readonly string[], args: readonly string[]): unknown => {
    const answer = server.execute(script, keys, args);
    recorded.push({ at: runtime.clock.now(), script, keys, args, answer });
    return answer;
  };
  const scripts = budgetScripts(SET_TIME);
  const start = (id: string): FakeProcess => new FakeProcess(id, execute, runtime, [], { scripts, keyPrefix });
  const [one, two, three] = [start('one'), start('two'), start('three')];
  const until = 130_000;
  const quick = (): number => 170;
  const half = (): number => 0.5;

  await runtime.advance(5_000);
  one.saturate(until, 60, quick, half, 'backfill');
  one.saturate(until, 5, quick, half, 'walk');
  two.saturate(until, 50, quick, half);
  const entering = three.limiter.enter(aRequest());
  await runtime.advance(25_000);
  (await entering).answered(429, { 'retry-after': '3', 'x-ratelimit-max': '100', 'x-ratelimit-remaining': '0' });
  await runtime.advance(10_000);
  two.link.state = 'hanging';
  await runtime.advance(20_000);
  two.link.state = 'up';
  three.kill();
  start('four').saturate(until, 30, quick, half);
  await runtime.advance(10_000);
  server.forget();
  recorded.push('redis forgets');
  await runtime.advance(20_000);
  two.close();
  await runtime.advance(40_000);
  return recorded;
}

/** Processes are told in no particular order. */
function inOrder(script: BudgetScript, answer: readonly unknown[]): unknown[] {
  const all = answer.map(String);
  if (script.name !== 'announce') return all;
  const processes = all.slice(5).flatMap((one, index, rest) => (index % 2 === 0 ? [`${one} ${rest[index + 1]}`] : []));
  return [...all.slice(0, 5), ...processes.sort()];
}

describeWithRedis('the scripts of the budget', () => {
  const keyPrefix = `test:${randomUUID()}:`;
  const client = createClient({ url: TEST_REDIS_URL });
  const clear = async (): Promise<void> => {
    for await (const keys of client.scanIterator({ MATCH: `${keyPrefix}*` })) if (keys.length > 0) await client.unlink(keys);
  };
  const evaluate = (script: BudgetScript, keys: readonly string[], args: readonly string[]): Promise<unknown> =>
    client.eval(script.source, { keys: [...keys], arguments: [...args] });

  beforeAll(() => client.connect());
  afterAll(async () => {
    await clear();
    client.destroy();
  });

  it('answer in Redis, call by call, as the model answers on which all else is tested', async () => {
    const recorded = await record(keyPrefix);
    const differences: unknown[] = [];
    for (const [index, one] of recorded.entries()) {
      if (one === 'redis forgets') {
        await clear();
        continue;
      }
      const { at, script, keys, args, answer } = one;
      void client.set(`${keyPrefix}run:clock`, Math.floor(at));
      const real = inOrder(script, (await evaluate(script, keys, args)) as unknown[]);
      const expected = inOrder(script, answer);
      if (JSON.stringify(real) !== JSON.stringify(expected)) differences.push({ index, script: script.name, args, real, expected });
      if (differences.length > 3) break;
    }
    expect(differences).toEqual([]);
    const granted = recorded.flatMap((one) =>
      one !== 'redis forgets' && one.script.name === 'exchange' ? [Number(one.answer[3] ?? 0)] : [],
    );
    expect(granted.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(500);
  });

  it("go by Redis's own clock", async () => {
    const { announce, report, exchange, leave } = budgetScripts();
    const keys = ['processes', 'run', 'slots:loc1', 'line:loc1'].map((name) => `${keyPrefix}real:${name}`);
    const hello = (await evaluate(announce, keys.slice(0, 2), ['p', '0', '0', '0', '0', '0', '12000'])) as [
      string,
      number,
      number,
      number,
      number,
    ];
    expect(hello).toEqual(['ok', expect.any(Number), 0, hello[1], SETTLE_MS]);
    const header = ['p', String(hello[1] + 60_000), String(hello[3]), String(hello[1]), '0'];
    const statusOf = async (script: BudgetScript, ...args: string[]): Promise<unknown> =>
      ((await evaluate(script, keys, [...header, ...args])) as unknown[])[0];
    expect(await statusOf(announce, '1', '12000')).toBe('ok');
    expect(await statusOf(report, '10000', '1', 'p:1', '50')).toBe('ok');
    expect(await statusOf(exchange, '95', '10000', '2', '1', '1', '0', '0', '0', '0', '0')).toBe('strange');
    expect(await statusOf(leave)).toBe('ok');
    header[1] = String(hello[1] - 1);
    expect(await statusOf(leave)).toBe('late');
  });
});
