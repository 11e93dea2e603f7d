import { setTimeout as delay } from 'node:timers/promises';
import { CLOCK } from '@app/messages';
import { LEADCONNECTOR_RUNTIME } from '@app/leadconnector';
import { createSandbox, MAIN_LOCATION_ID, MAIN_TOKEN, ManualClock, Sandbox, SandboxOptions } from '../../apps/sandbox/src/create-sandbox';
import { startTestApi, TestApi } from '../harness/test-api';
import { createTestDatabase } from '../harness/test-database';

/** Upstream, an empty store and the API, all on one clock that moves when told to. */
export interface Stage {
  readonly sandbox: Sandbox;
  readonly api: TestApi;
  readonly clock: ManualClock;
  readonly locationId: string;
  close(): Promise<void>;
}

/** In the past on any machine: what is promised is bound by the earlier of our clock and the answers' Date header, which is real. */
export const ANCHOR = new Date('2025-06-02T12:00:00.000Z');
/** By then upstream shows all that was seeded and the settling lag is over. */
const SETTLED_MS = 600_000;

/**
 * @param throughDatabase how the API reaches its store, if not directly
 * @param environmentFor further variables of the API
 */
export async function setStage(
  options: Partial<SandboxOptions> = {},
  throughDatabase: (url: string) => Promise<string> = (url) => Promise.resolve(url),
  environmentFor: (sandbox: Sandbox) => Record<string, string> = () => ({}),
): Promise<Stage> {
  const clock = new ManualClock(ANCHOR.getTime() + SETTLED_MS);
  // Upstream's limit is counted on the clock that stands still.
  const sandbox = await createSandbox({ anchor: ANCHOR, clock, rateLimit: false, ...options });
  const database = await createTestDatabase();
  const runtime = {
    clock: { now: () => clock.now(), monotonic: () => performance.now() },
    random: () => 0.5,
    sleep: (ms: number, signal?: AbortSignal) => delay(ms, undefined, { signal }),
  };
  const api = await startTestApi({
    databaseUrl: await throughDatabase(database.url),
    upstreamUrl: sandbox.url,
    token: MAIN_TOKEN,
    environment: environmentFor(sandbox),
    override: (builder) => builder.overrideProvider(CLOCK).useValue(clock).overrideProvider(LEADCONNECTOR_RUNTIME).useValue(runtime),
  });
  return {
    sandbox,
    api,
    clock,
    locationId: MAIN_LOCATION_ID,
    close: async () => {
      await api.close();
      await sandbox.close();
      await database.drop();
    },
  };
}

/** What upstream was asked since the requests were last cleared, but for the question whether the token may read the location. */
export function upstreamCalls({ sandbox }: Stage): readonly string[] {
  const isAccessProbe = (path: string, limit: string | undefined) =>
    (path === '/conversations/messages/export' && limit === '10') || (path === '/conversations/search' && limit === '1');
  return sandbox.requests
    .filter(({ path, query }) => !isAccessProbe(path, query.limit) || query.id !== undefined)
    .map(({ method, path, query }) => `${method} ${path} ${JSON.stringify(query)}`);
}
