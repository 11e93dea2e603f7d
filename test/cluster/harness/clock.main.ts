import 'reflect-metadata';
import { runClock } from './clock';
import { numberAfter, runMain } from './options';
import { hasProgram } from './redis.server';

/** `npm run harness:clock -- --seconds 60 --rate 100` */
async function main(): Promise<boolean> {
  if (!hasProgram('faketime')) {
    console.log('SKIPPED: there is no faketime on this machine.');
    return true;
  }
  const { failures, ...report } = await runClock({ perSecond: numberAfter('--rate', 100), seconds: numberAfter('--seconds', 60) });
  console.log(report);
  for (const failure of failures.slice(0, 20)) console.log('FAILED:', failure);
  console.log(`${failures.length} of ${report.sent} requests failed.`);
  return failures.length === 0 && report.lost === 0 && report.unheeded === 0 && report.faults.length === 0;
}

runMain(main);
