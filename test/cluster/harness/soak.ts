import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startCluster } from './cluster';
import { Failure, RunningLoad } from './load';
import { samplerOptions } from './memory-sampler';
import { MemorySample, mebibytesAnHour } from './memory-trend';
import { prepareReads } from './stage';

export interface SoakPlan {
  readonly api: number;
  readonly workers: number;
  readonly perSecond: number;
  /** What comes before is not looked at. */
  readonly warmUpSeconds: number;
  readonly seconds: number;
  /** How often garbage is collected and memory measured. */
  readonly periodMs: number;
  readonly messages?: number;
  /** A fault on purpose: processes that keep something of each second. */
  readonly planted?: 'leak';
  readonly onProgress?: (line: string) => void;
}

export interface SoakReport {
  readonly sent: number;
  readonly failures: readonly Failure[];
  readonly processes: readonly { readonly name: string; readonly mebibytesAnHour: number; readonly rssMebibytes: number }[];
}

const PROGRESS_MS = 60_000;

/** Lets a cluster work for a while, and sees whether its processes' memory stays what it is. */
export async function runSoak({
  warmUpSeconds,
  seconds,
  periodMs,
  perSecond,
  planted,
  onProgress,
  ...plan
}: SoakPlan): Promise<SoakReport> {
  const folder = mkdtempSync(join(tmpdir(), 'leadconnector-messages-soak-'));
  const fileOf = (name: string) => join(folder, name);
  const cluster = await startCluster({
    ...plan,
    nodeOptions: samplerOptions(planted === 'leak'),
    environmentOf: (name) => ({ SOAK_FILE: fileOf(name), SOAK_PERIOD_MS: String(periodMs) }),
  });
  const names = [...cluster.apis, ...cluster.workers].map(({ process: { name } }) => name);
  let load: RunningLoad | null = null;
  try {
    load = new RunningLoad({ url: cluster.url, perSecond, reads: await prepareReads(cluster), eventsOfTen: 1 });
    const beginsAt = Date.now() + warmUpSeconds * 1_000;
    const endsAt = beginsAt + seconds * 1_000;
    for (let left = endsAt - Date.now(); left > 0; left = endsAt - Date.now()) {
      await delay(Math.min(PROGRESS_MS, left));
      const inUse = names.map((name) => `${name} ${mebibytes(readSamples(fileOf(name)).at(-1)?.live).toFixed(1)}`);
      onProgress?.(`${load.sent} requests sent, ${load.failed} failed; MiB in use: ${inUse.join(', ')}`);
    }
    const { sent, failures } = await load.stop();
    const processes = names.map((name) => {
      const samples = readSamples(fileOf(name)).filter(({ at }) => at >= beginsAt && at <= endsAt);
      return { name, mebibytesAnHour: mebibytesAnHour(samples), rssMebibytes: mebibytes(samples.at(-1)?.rss) };
    });
    return { sent, failures, processes };
  } finally {
    await load?.close();
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function mebibytes(bytes = NaN): number {
  return bytes / 1024 / 1024;
}

function readSamples(file: string): readonly MemorySample[] {
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line) as MemorySample);
}
