import { createLeadConnectorClient, LeadConnectorClient, LeadConnectorOptions } from '@app/leadconnector';
import { Clock, CLOCK } from '@app/messages';
import { createSandbox, MAIN_LOCATION_ID, MAIN_TOKEN, ManualClock, Sandbox, SandboxOptions } from '../../apps/sandbox/src/create-sandbox';
import { startTestApi, TestApi } from '../harness/test-api';
import { createTestDatabase } from '../harness/test-database';
import { ControlledRuntime, READ_MS, TIME_OUTS } from './controlled-runtime.fixture';

/** In the past on any machine: what is promised is bound by the earlier of our clock and the answers' Date header, which is real. */
export const ANCHOR = new Date('2025-06-02T12:00:00.000Z');
/** By then upstream shows all that was seeded and the settling lag is over. */
const SETTLED_MS = 600_000;

/** Upstream, an empty store and the API. Their clock stands still until it's told to move, and no wait of the client's takes real time. */
export interface FaultStage {
  readonly sandbox: Sandbox;
  readonly api: TestApi;
  readonly clock: ManualClock;
  readonly runtime: ControlledRuntime;
  readonly databaseUrl: string;
  /** Another API on the same store and upstream; closed with the stage. */
  startAnotherApi(): Promise<TestApi>;
  close(): Promise<void>;
}

export interface StageOptions {
  readonly sandbox?: Partial<SandboxOptions>;
  readonly environment?: Record<string, string>;
  readonly client?: LeadConnectorOptions;
  /** How far our clock is ahead of upstream's. */
  readonly aheadMs?: number;
  /** Instead of the one that stands still. */
  readonly clock?: Clock;
}

export async function setStage({
  sandbox: given,
  environment,
  client,
  aheadMs = 0,
  clock: otherClock,
}: StageOptions = {}): Promise<FaultStage> {
  const clock = new ManualClock(ANCHOR.getTime() + SETTLED_MS);
  const upstreamClock = otherClock ?? clock;
  const sandbox = await createSandbox({
    anchor: ANCHOR,
    clock: upstreamClock,
    rateLimit: false,
    messages: 1_700,
    otherMessages: 120,
    ...given,
  });
  const database = await createTestDatabase();
  const ours = { now: () => upstreamClock.now() + aheadMs };
  const runtime = new ControlledRuntime(ours);
  const apis = new Set<TestApi>();
  const startApi = async (): Promise<TestApi> => {
    const options = { baseUrl: sandbox.url, maxResponseBytes: 8 * 1024 * 1024, ...TIME_OUTS, ...client };
    const api = await startTestApi({
      databaseUrl: database.url,
      upstreamUrl: sandbox.url,
      token: MAIN_TOKEN,
      environment: { SEARCH_WAIT_MS: String(SEARCH_WAIT_MS), READ_TIMEOUT_MS: String(SEARCH_WAIT_MS), ...environment },
      override: (builder) =>
        builder
          .overrideProvider(CLOCK)
          .useValue(ours)
          .overrideProvider(LeadConnectorClient)
          .useValue(createLeadConnectorClient(options, runtime)),
    });
    // One that a test closes itself isn't closed again.
    const closing = { ...api, close: () => (apis.delete(closing) ? api.close() : Promise.resolve()) };
    apis.add(closing);
    return closing;
  };
  return {
    sandbox,
    api: await startApi(),
    clock,
    runtime,
    databaseUrl: database.url,
    startAnotherApi: startApi,
    close: async () => {
      await Promise.all([...apis].map((api) => api.close()));
      await sandbox.close();
      await database.drop();
    },
  };
}

/** How long a search of the stage waits for its walk, and a read for its answer: told apart from the client's other waits by its odd length. */
export const SEARCH_WAIT_MS = READ_MS;

/** How long a location that failed is left alone, by the client's default. */
export const CIRCUIT_OPEN_MS = 2_000;

export const LOCATION = MAIN_LOCATION_ID;
