import 'reflect-metadata';
import { numberAfter, runMain } from './options';
import { runRolling } from './rolling';

const ROUNDS_TO_FIND = 10;

/** `npm run harness:rolling -- --restarts 20 --rate 300 --requests 100000` */
async function main(): Promise<boolean> {
  const print = (line: string) => console.log(line);
  const planted = await runRolling({
    api: 2,
    workers: 0,
    restarts: ROUNDS_TO_FIND,
    perSecond: 200,
    planted: 'killed',
    untilFailures: true,
  });
  if (planted.failures.length === 0) throw new Error('Processes that were killed were not noticed: the harness is of no use.');
  console.log(`planted: killed processes made ${planted.failures.length} of ${planted.sent} requests fail, as they must`);
  const { failures, ...report } = await runRolling({
    api: numberAfter('--api', 3),
    workers: numberAfter('--workers', 2),
    restarts: numberAfter('--restarts', 20),
    perSecond: numberAfter('--rate', 300),
    requests: numberAfter('--requests', 100_000),
    // As it is unless set.
    environment: { SHUTDOWN_DELAY_MS: '5000' },
    onProgress: print,
  });
  console.log(report);
  for (const failure of failures.slice(0, 20)) console.log('FAILED:', failure);
  console.log(`${failures.length} of ${report.sent} requests failed; ${report.lost} acknowledged events were lost.`);
  return failures.length === 0 && report.lost === 0 && report.badEnds.length === 0;
}

runMain(main);
