import { AcceptedCall, createLeadConnectorClient, LeadConnectorClient } from '@app/leadconnector';
import { CLOCK } from '@app/messages';
import { Verdicts } from '../../../apps/api/src/access/verdicts';
import { REDIS_PREFIX } from '../../../apps/api/src/redis/redis.token';
import { createSandbox, ManualClock, Sandbox } from '../../../apps/sandbox/src/create-sandbox';
import { Random } from '../../../apps/sandbox/src/seed/random';
import { ControlledRuntime, READ_MS, TIME_OUTS } from '../../faults/controlled-runtime.fixture';
import { ANCHOR } from '../../faults/stage.fixture';
import { startTestApi, TestApi } from '../../harness/test-api';
import { createTestDatabase } from '../../harness/test-database';
import { connectTestRedis } from '../../harness/test-redis';
import { Answer, Asker, Request } from './ask';
import { takeWallDown } from './filters';
import { ProbeGenerator } from './generator';
import { Harvest } from './harvest';
import { plant, PlantedFault } from './planted';
import { Probe } from './probe';
import { ProbeReport, Tally } from './tally';
import { compare, compareWithUpstream, isHole, judge } from './verdict';
import { ADMIN_TOKEN, CONNECTED, TenantWorld } from './world';

export interface ProbesOptions {
  readonly probes: number;
  readonly seed: number;
  readonly planted?: PlantedFault;
  /** Whether the store's own wall, row-level security, is taken down first. */
  readonly isWallDown?: boolean;
  /** The tests' Redis, by which APIs share what they know; without, each by itself. */
  readonly redisUrl?: string;
  readonly apis?: number;
  readonly onProgress?: (done: number, report: ProbeReport) => void;
}

const AT_ONCE = 24;
/** In the first half of an epoch nothing is kept that still counts; in the second all that was asked in the first is. */
const EPOCH = 300;
/** After each of these a little less of what was kept still counts; the last ends every verdict. */
const PAUSES_MS = [1_000, 6_000, 31_000];
const VERDICTS_END_MS = 61_000;
const SETTLED_MS = 600_000;

/** Asks for what is somebody else's, in every way that it knows, and looks at every byte of every answer. */
export async function runProbes(options: ProbesOptions): Promise<ProbeReport> {
  const { probes, seed, planted, isWallDown = false, onProgress = () => undefined } = options;
  const isHunted = planted !== undefined || isWallDown;
  const random = new Random(seed);
  const stage = await setProbeStage(options, random);
  const { world } = stage;
  const harvest = new Harvest();
  const generator = new ProbeGenerator(world, harvest, random);
  const tally = new Tally(seed);
  try {
    await connect(stage);
    for (let epoch = 0; tally.probes < probes && !(isHunted && tally.findings.some(isHole)); epoch += 1) {
      if (epoch % 2 === 1) world.rotate();
      stage.clock.advance(epoch % 2 === 1 ? VERDICTS_END_MS : random.pick(PAUSES_MS));
      world.change();
      harvest.forgetAnswered();
      for (let half = 0; half < 2; half += 1) {
        const batch = Array.from({ length: Math.min(EPOCH / 2, probes - tally.probes) }, () => ({
          probe: generator.next(),
          url: random.pick(stage.urls),
        }));
        const answers = await atOnce(batch, ({ probe, url }) => put(stage, probe, url, tally));
        batch.forEach(({ probe }, index) => harvest.note(probe, answers[index] as Answer));
      }
      stage.sandbox.clearRequests();
      onProgress(tally.probes, tally.report());
    }
    return tally.report();
  } finally {
    await stage.close();
  }
}

/** Asks it, its twin and upstream, and judges the answers. */
async function put(stage: ProbeStage, probe: Probe, url: string, tally: Tally): Promise<Answer> {
  const answer = await stage.ask(url, probe.request);
  tally.count(probe, answer, judge(probe, answer, stage.world));
  if (probe.twin) tally.compared('twins', compare(probe, answer, await stage.ask(url, probe.twin.request)));
  if (probe.asUpstream) {
    const { path, headers } = probe.request;
    const upstream: Request = { method: 'GET', path, headers: [...headers, ['Version', '2021-07-28']] };
    tally.compared('asked of upstream', compareWithUpstream(probe, answer, await stage.ask(stage.sandbox.url, upstream)));
  }
  return answer;
}

interface ProbeStage {
  readonly world: TenantWorld;
  readonly sandbox: Sandbox;
  readonly clock: ManualClock;
  readonly urls: readonly string[];
  ask(url: string, request: Request): Promise<Answer>;
  close(): Promise<void>;
}

async function setProbeStage({ planted, isWallDown, redisUrl, apis = 1 }: ProbesOptions, random: Random): Promise<ProbeStage> {
  const clock = new ManualClock(ANCHOR.getTime() + SETTLED_MS);
  const ours = { now: () => clock.now() };
  const sandbox = await createSandbox({ anchor: ANCHOR, clock, rateLimit: false, messages: 1, otherMessages: 1 });
  const world = new TenantWorld(sandbox, random);
  const database = await createTestDatabase();
  const started: TestApi[] = [];
  for (let count = 0; count < apis; count += 1) {
    let verdicts: Verdicts | null = null;
    // As the service's own client does: what it was let do anyway proves as much as a question.
    const onAccepted = (call: AcceptedCall) => verdicts?.note(call);
    const client = createLeadConnectorClient({ baseUrl: sandbox.url, ...TIME_OUTS, onAccepted }, new ControlledRuntime(ours));
    const api = await startTestApi({
      ...{ databaseUrl: database.url, upstreamUrl: sandbox.url, token: '' },
      environment: {
        // Lengths by which the stage tells time-outs from other waits.
        ...{ SEARCH_WAIT_MS: String(READ_MS), READ_TIMEOUT_MS: String(READ_MS), ADMIN_TOKEN },
        ENCRYPTION_KEYS: Buffer.alloc(32, 1).toString('base64'),
        ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
      },
      override: (builder) => {
        const staged = builder.overrideProvider(CLOCK).useValue(ours).overrideProvider(LeadConnectorClient).useValue(client);
        return planted ? plant(planted, staged) : staged;
      },
    });
    verdicts = api.app.get(Verdicts, { strict: false });
    started.push(api);
  }
  if (isWallDown) await takeWallDown(database.url);
  const asker = new Asker(AT_ONCE);
  return {
    ...{ world, sandbox, clock, urls: started.map(({ url }) => url) },
    // What brings no whole answer is one that nobody should be given: it's judged as broken.
    ask: (url, request) => asker.ask(url, request).catch((error: unknown) => ({ status: 0, rawHeaders: [], body: String(error) })),
    close: async () => {
      asker.close();
      const prefix = started[0]?.app.get<string>(REDIS_PREFIX, { strict: false });
      for (const api of started) await api.close();
      if (redisUrl !== undefined && prefix !== undefined) await clear(prefix);
      await sandbox.close();
      await database.drop();
    },
  };
}

/** What they leave in the Redis is removed. */
async function clear(prefix: string): Promise<void> {
  const redis = await connectTestRedis();
  await redis.clear(prefix);
  redis.close();
}

/** The operator stores a credential for one of the locations: nobody must be served by it. */
async function connect({ world, urls, ask }: ProbeStage): Promise<void> {
  const body = JSON.stringify({ type: 'private-integration', token: world.storedToken });
  const { status, body: answered } = await ask(urls[0] as string, {
    ...{ method: 'PUT', path: `/locations/${world.place(CONNECTED).id}/connection`, body },
    headers: [
      ['Authorization', `Bearer ${ADMIN_TOKEN}`],
      ['Content-Type', 'application/json'],
    ],
  });
  if (status !== 200) throw new Error(`The operator could not connect the location: ${status} ${answered}`);
}

async function atOnce<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index] as Item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
