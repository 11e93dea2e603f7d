import 'reflect-metadata';
import { numberAfter, runMain } from './options';
import { runOutages } from './outages';

const RECOVER_WITHIN_MS = 10_000;

/** `npm run harness:outages -- --postgres 50 --redis 50 --rate 100` */
async function main(): Promise<boolean> {
  const small = { api: 2, workers: 1, postgres: 3, redis: 0, perSecond: 50 };
  const planted = await runOutages({ ...small, planted: 'acknowledged-before-written' });
  if (planted.lost === 0)
    throw new Error('Events that were acknowledged before they were written were not missed: the harness is of no use.');
  console.log(`planted: ${planted.lost} of ${planted.acknowledged} events that were acknowledged too early were lost, as they must be`);
  const { unexcused, givenUp, recoveriesMs, ...report } = await runOutages({
    api: numberAfter('--api', 2),
    workers: numberAfter('--workers', 1),
    postgres: numberAfter('--postgres', 50),
    redis: numberAfter('--redis', 50),
    perSecond: numberAfter('--rate', 100),
    onProgress: (line) => console.log(line),
  });
  const slowest = Math.max(0, ...recoveriesMs);
  console.log({ ...report, recoveriesMs: recoveriesMs.join(' ') });
  for (const failure of [...unexcused, ...givenUp].slice(0, 20)) console.log('FAILED:', failure);
  console.log(`${report.lost} of ${report.acknowledged} acknowledged events lost; the slowest recovery took ${slowest} ms;`);
  console.log(`${unexcused.length} failed without PostgreSQL being away; ${givenUp.length} events refused for good.`);
  return report.lost === 0 && slowest <= RECOVER_WITHIN_MS && unexcused.length === 0 && givenUp.length === 0;
}

runMain(main);
