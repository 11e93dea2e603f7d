import 'reflect-metadata';
import { withTestServer } from '../../background/harness/test-server';
import { numberAfter, runMain } from '../../cluster/harness/options';
import { TEST_REDIS_URL } from '../../harness/test-redis';
import { PLANTED_FAULTS } from './planted';
import { ProbesOptions, runProbes } from './probes';
import { ProbeReport } from './tally';
import { isHole } from './verdict';

/** Each planted fault must be found within so many, or what isn't found says nothing. */
const PROBES_TO_FIND = 5_000;
const PROGRESS_EVERY = 5_000;

/** `npm run harness:probes -- --probes 100000`: half of them put to one API, half to two, which share a Redis where there is one. */
async function main(): Promise<boolean> {
  const probes = numberAfter('--probes', 100_000);
  const seed = numberAfter('--seed', 20_261_128);
  for (const planted of PLANTED_FAULTS) {
    const { probes: needed, findings } = await runProbes({ probes: PROBES_TO_FIND, seed, planted });
    const first = findings.find(isHole);
    if (!first) throw new Error(`Planted, but not found: ${planted}. The harness is of no use.`);
    console.log(
      `planted: ${planted} was found within ${needed} probes: ${first.what}, ${first.family}, ${first.route}: ${first.detail.slice(0, 80)}`,
    );
  }
  const one = await timed('one API', { probes: Math.ceil(probes / 2), seed });
  const shared = TEST_REDIS_URL === undefined ? 'two APIs, no Redis' : 'two APIs over one Redis';
  const two = await timed(shared, { probes: Math.floor(probes / 2), seed: seed + 1, apis: 2, redisUrl: TEST_REDIS_URL });
  const all = [one, two];
  for (const finding of all.flatMap(({ findings }) => findings).slice(0, 20)) console.log('FOUND:', finding);
  const sum = (count: (report: ProbeReport) => number) => all.reduce((total, report) => total + count(report), 0);
  console.log(
    `${sum((report) => report.probes)} probes, ${sum(({ controls }) => controls.withRows)} answers with rows for who may read them, ` +
      `${sum(({ findings }) => findings.length)} findings.`,
  );
  return all.every(({ findings, controls }) => findings.length === 0 && Object.values(controls.byRoute).every((rows) => rows > 0));
}

async function timed(name: string, options: ProbesOptions): Promise<ProbeReport> {
  console.log(`${name}: ${options.probes} probes, --seed ${options.seed}`);
  const startedAt = performance.now();
  const onProgress = (done: number, { findings }: ProbeReport): void => {
    if (done % PROGRESS_EVERY === 0) console.log(`${done} probes, ${findings.length} findings`);
  };
  const { findings, ...report } = await runProbes({ ...options, onProgress });
  console.log({ ...report, findings: findings.length, seconds: Math.round((performance.now() - startedAt) / 1_000) });
  return { ...report, findings };
}

runMain(async () => {
  let isWell = false;
  await withTestServer(async () => {
    isWell = await main();
  });
  return isWell;
});
