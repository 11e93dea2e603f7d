import { setTimeout as delay } from 'node:timers/promises';
import { startCluster } from './cluster';
import { Failure, RunningLoad } from './load';
import { countLost } from './rolling';
import { SmallDisk } from './small-disk';
import { prepareReads, until, untilApplied } from './stage';

export interface DiskFullPlan {
  readonly perSecond: number;
  /** How often the disk is filled, and for how long each time. */
  readonly times: number;
  readonly seconds: number;
  readonly messages?: number;
}

export interface DiskFullReport {
  readonly sent: number;
  /** Reads that failed, whenever. */
  readonly failedReads: readonly Failure[];
  /** Events that were asked for again, with a 429. */
  readonly refused: number;
  /** Events that were refused in another way. */
  readonly givenUp: readonly Failure[];
  readonly lost: number;
  /** From when there was room again to the last refusal, of each time. */
  readonly recoveriesMs: readonly number[];
}

/** Room for an empty cluster, its log of changes, and some more. */
const DISK_MIB = 256;
const LOG_SEGMENTS = 4;
const REFUSALS = 5;

/** Fills the disk that the database is on, under load, and gives it room again. */
export async function runDiskFull({ perSecond, times, seconds, messages }: DiskFullPlan): Promise<DiskFullReport> {
  const disk = SmallDisk.mount(DISK_MIB);
  try {
    const storeFolder = `${disk.folder}/store`;
    const cluster = await startCluster({ api: 2, workers: 0, messages, storeFolder, storeSettings: { shared_buffers: '16MB' } });
    let load: RunningLoad | null = null;
    try {
      const reads = await prepareReads(cluster);
      // Segments of the log that are there are used again; that PostgreSQL itself stops without one is its own affair (docs/operations.md).
      for (let segment = 0; segment < LOG_SEGMENTS; segment += 1) await cluster.postgres.query('select pg_switch_wal()');
      await cluster.postgres.query('checkpoint');
      load = new RunningLoad({ url: cluster.url, perSecond, reads, eventsOfTen: 5 });
      const freed: number[] = [];
      for (let time = 0; time < times; time += 1) {
        const before = load.failed;
        disk.fill();
        await until('events are refused', () => Promise.resolve((load?.failed ?? 0) >= before + REFUSALS));
        await delay(seconds * 1_000);
        disk.empty();
        freed.push(Date.now());
        const acknowledged = load.acknowledged;
        await until('events are taken again', () => Promise.resolve((load?.acknowledged ?? 0) >= acknowledged + REFUSALS));
      }
      const { sent, failures, acknowledged } = await load.stop();
      await untilApplied(cluster);
      const events = failures.filter(({ kind }) => kind === 'event');
      return {
        sent,
        failedReads: failures.filter(({ kind }) => kind === 'read'),
        refused: events.length,
        givenUp: events.filter(({ what }) => !what.startsWith('429 ')),
        lost: await countLost(cluster, acknowledged),
        recoveriesMs: freed.map((at, index) => {
          const own = failures.filter((failure) => failure.at >= at && failure.at < (freed[index + 1] ?? Infinity) - seconds * 1_000);
          return Math.max(0, ...own.map((failure) => failure.at - at));
        }),
      };
    } finally {
      await load?.close();
      await cluster.stop();
    }
  } finally {
    disk.unmount();
  }
}
