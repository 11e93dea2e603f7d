import 'reflect-metadata';
import { findCapacity } from './capacity';
import { numberAfter, runMain } from './options';
import { runSoak } from './soak';

const MOST_MEBIBYTES_AN_HOUR = 1;
const WARM_UP_SECONDS = 300;

/** `npm run harness:soak -- --minutes 60`: at half of what the cluster can do, which is found first; or at a `--rate`. */
async function main(): Promise<boolean> {
  const cluster = { api: numberAfter('--api', 2), workers: numberAfter('--workers', 1) };
  const planted = await runSoak({ api: 1, workers: 0, perSecond: 20, warmUpSeconds: 5, seconds: 20, periodMs: 1_000, planted: 'leak' });
  const [leaking] = planted.processes;
  if (!leaking || leaking.mebibytesAnHour < MOST_MEBIBYTES_AN_HOUR) throw new Error('A leak was not noticed: the harness is of no use.');
  console.log(`planted: a process grows by ${Math.round(leaking.mebibytesAnHour)} MiB an hour, as it must`);
  const print = (line: string) => console.log(line);
  const perSecond = numberAfter('--rate', 0) || (await findCapacity({ ...cluster, secondsEach: 15, onProgress: print })) / 2;
  if (perSecond === 0) throw new Error('The cluster can not even do 100 requests/s: this machine is too busy to say anything.');
  console.log(`${perSecond} requests/s`);
  const seconds = numberAfter('--minutes', 60) * 60;
  const { failures, ...report } = await runSoak({
    ...cluster,
    perSecond,
    warmUpSeconds: Math.min(WARM_UP_SECONDS, seconds / 2),
    seconds,
    periodMs: Math.max(1_000, (seconds * 1_000) / 360),
    onProgress: print,
  });
  console.log(report.processes);
  for (const failure of failures.slice(0, 20)) console.log('FAILED:', failure);
  console.log(`${failures.length} of ${report.sent} requests failed.`);
  return failures.length === 0 && report.processes.every((one) => one.mebibytesAnHour <= MOST_MEBIBYTES_AN_HOUR);
}

runMain(main);
