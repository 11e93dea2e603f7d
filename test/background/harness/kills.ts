import { Client } from 'pg';
import { setTimeout as delay } from 'node:timers/promises';
import { createSandbox, MAIN_LOCATION_ID, MAIN_TOKEN, Sandbox } from '../../../apps/sandbox/src/create-sandbox';
import { createTestDatabase } from '../../harness/test-database';
import { ObservingProxy, SeenPage, startObservingProxy } from './observing-proxy';
import { PlantedFault } from './planted';
import { startSyncChild, SyncChild } from './sync-child';
import { differencesFromTruth } from './truth';

export interface KillsOptions {
  /** The compiled sync process. */
  readonly entry: string;
  readonly kills: number;
  /** Of one location; when all of it is stored, it's compared, forgotten and read anew. */
  readonly messages: number;
  readonly seed: number;
  readonly planted: PlantedFault | null;
  readonly onProgress?: (report: KillsReport) => void;
}

export interface KillsReport {
  kills: number;
  /** Kills before any page was given away in that life. */
  idleKills: number;
  /** How often a whole location was there, and was compared. */
  completed: number;
  pages: number;
  /**
   * Pages of which every row had been given away before: what kills cost. But for those that ask from now on, which look at the newest again
   * by nature; and for those of one date only, which are counted apart.
   */
  fetchedAgain: number;
  /**
   * Where more messages share a date of update than a page holds, no page in the midst of them proves anything, and upstream offers no place
   * to begin but before them: a kill there costs as many pages as were read of them.
   */
  fetchedAgainWithinOneDate: number;
  /** The most of them in one life. */
  fetchedAgainAtMost: number;
  readonly differences: string[];
}

const ANCHOR = new Date('2025-06-02T12:00:00.000Z');
const FAULT_RATE = { tooManyRequests: 0.03, serverError: 0.02, reset: 0.02, repeatedRows: 0.1 };
/** A life may hang in the client's own waits for longer than anyone wants to watch. Counted from when it's at work: a slow start is none of it. */
const LONGEST_LIFE_MS = 2_500;
const DIFFERENCES_KEPT = 5;

/** Lets a sync process read a location from a faulty sandbox, killing it at random points and starting it again, and compares. */
export async function runKills(options: KillsOptions): Promise<KillsReport> {
  const database = await createTestDatabase();
  const sandbox = await createSandbox({
    anchor: ANCHOR,
    messages: options.messages,
    rateLimit: false,
    faultRate: FAULT_RATE,
    seed: options.seed,
  });
  const proxy = await startObservingProxy(sandbox.url);
  const client = new Client({ connectionString: database.url });
  await client.connect();
  try {
    return await new KillsRun(options, sandbox, proxy, client, database.url).run();
  } finally {
    await client.end();
    await proxy.close();
    await sandbox.close();
    await database.drop();
  }
}

class KillsRun {
  private readonly report: KillsReport = {
    kills: 0,
    idleKills: 0,
    completed: 0,
    pages: 0,
    fetchedAgain: 0,
    fetchedAgainWithinOneDate: 0,
    fetchedAgainAtMost: 0,
    differences: [],
  };
  private readonly given = new Set<string>();
  private readonly random: () => number;

  constructor(
    private readonly options: KillsOptions,
    private readonly sandbox: Sandbox,
    private readonly proxy: ObservingProxy,
    private readonly client: Client,
    private readonly databaseUrl: string,
  ) {
    this.random = randomFrom(options.seed);
  }

  async run(): Promise<KillsReport> {
    const { options, report } = this;
    while (report.kills < options.kills && report.differences.length === 0) {
      await this.live();
      if (await this.isComplete()) await this.compareAndForget();
      options.onProgress?.(report);
    }
    // What the last kill left is brought to its end.
    if (this.given.size > 0 && report.differences.length === 0) {
      const child = this.start();
      while (!(await this.isComplete())) await delay(50);
      await child.kill();
      await this.compareAndForget();
    }
    return report;
  }

  /** One life of the process, to a random moment: a while after it was given a random number of pages, or begun. */
  private async live(): Promise<void> {
    const dieAfterPages = Math.floor(this.random() * 7);
    const dieAfterMs = Math.floor(this.random() * 90);
    let pages = 0;
    let again = 0;
    const child = this.start();
    await new Promise<void>((resolve) => {
      const die = () => setTimeout(resolve, dieAfterMs);
      this.proxy.onPage = (page) => {
        pages += 1;
        if (this.wasGiven(page) && page.isOfOneDate) this.report.fetchedAgainWithinOneDate += 1;
        else if (this.wasGiven(page) && !page.isFromNow) again += 1;
        page.versions.forEach((version) => this.given.add(version));
        if (pages === dieAfterPages) die();
      };
      void child.ready.then(() => (dieAfterPages === 0 ? die() : setTimeout(resolve, LONGEST_LIFE_MS)));
    });
    await child.kill();
    this.proxy.onPage = () => undefined;
    const { report } = this;
    report.kills += 1;
    report.pages += pages;
    report.idleKills += pages === 0 ? 1 : 0;
    report.fetchedAgain += again;
    report.fetchedAgainAtMost = Math.max(report.fetchedAgainAtMost, again);
    if (child.complaints() !== '') report.differences.push(`complaint: ${child.complaints()}`);
  }

  private start(): SyncChild {
    const { entry, planted } = this.options;
    return startSyncChild(entry, {
      databaseUrl: this.databaseUrl,
      upstreamUrl: this.proxy.url,
      locationId: MAIN_LOCATION_ID,
      token: MAIN_TOKEN,
      leaseMs: 2_000,
      settlingLagMs: 60_000,
      isAlone: true,
      planted,
    });
  }

  private wasGiven({ versions }: SeenPage): boolean {
    return versions.length > 0 && versions.every((version) => this.given.has(version));
  }

  private async isComplete(): Promise<boolean> {
    const { rows } = await this.client.query<{ done: boolean }>(IS_COMPLETE).catch(() => ({ rows: [] }));
    return rows[0]?.done ?? false;
  }

  private async compareAndForget(): Promise<void> {
    const { report, client } = this;
    report.completed += 1;
    report.differences.push(...(await differencesFromTruth(this.sandbox, this.databaseUrl)).slice(0, DIFFERENCES_KEPT));
    const { rows } = await client.query<{ text: string }>(INCONSISTENCIES);
    report.differences.push(...rows.map(({ text }) => text));
    const tables = await client.query<{ name: string }>(TABLES);
    await client.query(`truncate ${tables.rows.map(({ name }) => `"${name}"`).join(', ')}`);
    this.given.clear();
  }
}

/** Numbers in [0, 1), the same for a seed: xorshift. */
export function randomFrom(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
}

const IS_COMPLETE = `
  select c.covered @> tstzrange('-infinity', c.as_of, '(]') and not exists (select from contacts where needs_look_up) as done
    from coverage c where c.channel = 'messages' and c.as_of is not null`;
/** Nothing twice, and every change numbered once. */
const INCONSISTENCIES = `
  select 'stored is ' || l.stored || ' of ' || count(m.id) as text
    from locations l left join messages m using (location_id) group by l.location_id, l.stored having l.stored <> count(m.id)
  union all
  select 'changes of one number: ' || count(*) from messages group by location_id, change_seq having count(*) > 1`;
const TABLES = `
  select table_name as name from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
   where table_schema = 'public' and column_name = 'location_id' and table_type = 'BASE TABLE'`;
