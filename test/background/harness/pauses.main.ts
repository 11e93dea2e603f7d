import 'reflect-metadata';
import { compileSyncProcess } from './compile';
import { runPauses } from './pauses';
import { withTestServer } from './test-server';

/** The planted fault must be found within so many pauses, or what the harness doesn't find says nothing. */
const PAUSES_TO_FIND = 60;

/** `npm run harness:pauses -- --pauses 300` */
async function main(pauses: number): Promise<void> {
  const entry = compileSyncProcess();
  const planted = await runPauses({ entry, pauses: PAUSES_TO_FIND, seed: 7, planted: 'no-fence' });
  if (planted.staleWrites === 0) throw new Error('The planted fault was not found.');
  console.log(`planted fault found after ${planted.pauses} pauses: ${planted.staleWrites} stale writes`);
  const onProgress = (done: number): void => {
    if (done % 20 === 0) console.log(`${done} pauses`);
  };
  const report = await runPauses({ entry, pauses, seed: 100, planted: null, onProgress });
  console.log(report);
  const { staleWrites, setBacks, takeOvers, differences } = report;
  if (staleWrites + setBacks + differences.length > 0 || takeOvers < pauses / 6) process.exitCode = 1;
}

withTestServer(() => main(Number(argument('--pauses') ?? 300))).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
}
