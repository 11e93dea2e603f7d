import 'reflect-metadata';
import { numberAfter, runMain } from './options';
import { runSecrets } from './secrets';

/** `npm run harness:secrets -- --secrets 200` */
async function main(): Promise<boolean> {
  const planted = await runSecrets({ secrets: 10, planted: 'as-request-id' });
  if (planted.found.length === 0) throw new Error('A secret that was logged was not found: the harness is of no use.');
  console.log(`planted: ${planted.found[0]}`);
  const { found, ...report } = await runSecrets({ secrets: numberAfter('--secrets', 200) });
  console.log(report);
  for (const one of found.slice(0, 20)) console.log('FOUND:', one);
  console.log(`${found.length} findings of ${report.planted} secrets.`);
  return found.length === 0;
}

runMain(main);
