import 'reflect-metadata';
import { parseArgs } from 'node:util';
import startStore from '../../store/global-setup';
import stopStore from '../../store/global-teardown';
import { followKilled } from './killed-consumer';

const { values } = parseArgs({ options: { restarts: { type: 'string', default: '200' }, seed: { type: 'string', default: '1' } } });

/** `npm run harness:changes -- --restarts 200 --seed 1`: first a planted bug, then the real thing. */
async function main(restarts: number, seed: number): Promise<void> {
  await startStore();
  try {
    const planted = await followKilled({ restarts: Math.min(20, restarts), order: 'position-first', seed });
    process.stdout.write(`${JSON.stringify({ run: 'planted bug, position before rows', ...planted, wrong: planted.wrong.length })}\n`);
    if (planted.wrong.length === 0) throw new Error('The planted bug was not found: the harness is worth nothing.');
    const result = await followKilled({ restarts, order: 'rows-first', seed });
    process.stdout.write(`${JSON.stringify({ run: `${restarts} restarts`, ...result, wrong: result.wrong.length })}\n`);
    if (result.wrong.length > 0) throw new Error('The consumer did not end with the truth.');
  } finally {
    await stopStore();
  }
}

main(Number(values.restarts), Number(values.seed)).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
