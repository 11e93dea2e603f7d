import 'reflect-metadata';
import { runDiskFull } from './disk-full';
import { numberAfter, runMain } from './options';
import { mayMount } from './small-disk';

const RECOVER_WITHIN_MS = 10_000;

/** `npm run harness:disk-full -- --times 5 --seconds 10 --rate 100` */
async function main(): Promise<boolean> {
  if (!mayMount()) {
    console.log('SKIPPED: only root may mount a small disk.');
    return true;
  }
  const report = await runDiskFull({
    perSecond: numberAfter('--rate', 100),
    times: numberAfter('--times', 5),
    seconds: numberAfter('--seconds', 10),
  });
  const { failedReads, givenUp, ...rest } = report;
  console.log(rest);
  for (const failure of [...failedReads, ...givenUp].slice(0, 20)) console.log('FAILED:', failure);
  console.log(`${failedReads.length} reads failed; ${givenUp.length} events refused for good.`);
  const isWell = failedReads.length === 0 && givenUp.length === 0 && rest.lost === 0 && rest.refused > 0;
  return isWell && Math.max(...rest.recoveriesMs) <= RECOVER_WITHIN_MS;
}

runMain(main);
