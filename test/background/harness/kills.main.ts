import 'reflect-metadata';
import { compileSyncProcess } from './compile';
import { withTestServer } from './test-server';
import { KillsReport, runKills } from './kills';

const LANES = 2;
const MESSAGES = 20_000;
/** The planted fault must be found within so many kills, or what the harness doesn't find says nothing. */
const KILLS_TO_FIND = 200;

/** `npm run harness:kills -- --kills 2000` */
async function main(kills: number): Promise<void> {
  const entry = compileSyncProcess();
  const planted = await runKills({ entry, kills: KILLS_TO_FIND, messages: 4_000, seed: 7, planted: 'checkpoint-before-rows' });
  if (planted.differences.length === 0) throw new Error('The planted fault was not found.');
  console.log(`planted fault found after ${planted.kills} kills: ${planted.differences[0]}`);
  const lanes = Array.from({ length: LANES }, (_, lane) =>
    runKills({ entry, kills: Math.ceil(kills / LANES), messages: MESSAGES, seed: 100 + lane, planted: null, onProgress: progress(lane) }),
  );
  const reports = await Promise.all(lanes);
  for (const report of reports) console.log(report);
  if (reports.some(({ differences, fetchedAgainAtMost }) => differences.length > 0 || fetchedAgainAtMost > 1)) process.exitCode = 1;
}

function progress(lane: number): (report: KillsReport) => void {
  return ({ kills, completed, fetchedAgain }) => {
    if (kills % 50 === 0) console.log(`lane ${lane}: ${kills} kills, ${completed} locations complete, ${fetchedAgain} pages fetched again`);
  };
}

withTestServer(() => main(Number(argument('--kills') ?? 2_000))).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at === -1 ? undefined : process.argv[at + 1];
}
