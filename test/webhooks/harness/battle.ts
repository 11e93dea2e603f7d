import { Random } from '../../../apps/sandbox/src/seed/random';
import { MAIN_LOCATION_ID, MAIN_TOKEN } from '../../../apps/sandbox/src/create-sandbox';
import { ApiUnderFire } from './api.under-fire';
import { CrashingStore } from './crashing-store';
import { Outcome, Sender } from './sender';
import { startSwitchboard } from './switchboard';
import { Faults, judgeAnswers, judgeSearch, judgeStore } from './verdict';
import { EventfulWorld, SETTLING_LAG_MS } from './world';

export interface BattlePlan {
  readonly events: number;
  readonly kills: number;
  /** A bug that the API is to have: the battle must find it. */
  readonly plant?: Plant;
  readonly seed?: number;
}

/** Bugs that lose or double events, each in one of the ways that are easily overlooked. */
export const PLANTS = ['ack-before-write', 'dedupe-in-memory', 'commit-not-on-disk'] as const;
export type Plant = (typeof PLANTS)[number];

export interface Battle {
  readonly faults: Faults;
  readonly deliveries: number;
  readonly kills: number;
  /** How many deliveries got which answer; 0 is none. */
  readonly answers: Readonly<Record<number, number>>;
}

const OPERATOR = 'operator-of-the-harness';
const ROUNDS = 3;

/** Lets events rain on an API that is killed again and again, whose database is killed once, and compares what is left with the truth. */
export async function fight({ events, kills, plant, seed = 1 }: BattlePlan): Promise<Battle> {
  const store = await CrashingStore.start();
  const world = await EventfulWorld.create(seed);
  const board = await startSwitchboard();
  const url = `http://127.0.0.1:${board.port}`;
  const api = new ApiUnderFire(board, {
    DATABASE_URL: plant === 'commit-not-on-disk' ? `${store.url}?options=-c%20synchronous_commit%3Doff` : store.url,
    LEADCONNECTOR_BASE_URL: world.sandbox.url,
    WEBHOOK_PUBLIC_KEYS: world.sandbox.webhooks.publicKey,
    ADMIN_TOKEN: OPERATOR,
    SETTLING_LAG_MS: String(SETTLING_LAG_MS),
    LOG_LEVEL: 'silent',
    // Kills are looked at here, not how busy the machine is.
    OVERLOAD_DELAY_MS: '0',
    ...(plant !== undefined && { HARNESS_PLANT: plant }),
  });
  const strikes = strikesAt(events, kills, seed);
  let striking: Promise<void> = Promise.resolve();
  const sender = new Sender(`${url}/webhooks/leadconnector`, seed, (sent) => {
    while (strikes.length > 0 && (strikes[0]?.at ?? Infinity) <= sent) {
      const { target } = strikes.shift() ?? {};
      striking = striking.then(() => (target === 'store' ? store.crash() : api.kill()));
    }
  });
  try {
    await api.start();
    // From now on the location is ours.
    await search(url);
    await sender.send(world.happen(0));
    for (let round = 0; round < ROUNDS; round += 1) {
      await sender.send(world.happen(Math.ceil(events / ROUNDS)));
      await striking;
      // So that later events meet stored messages, and earlier ones came before theirs.
      if (round === 0) await search(url);
    }
    await sender.replay();
    await api.kill();
    await untilApplied(url);
    await world.settle();
    const outcomes = [...sender.outcomes.values()];
    const faults = [
      ...judgeAnswers(outcomes),
      ...(await judgeStore(store.url, outcomes)),
      ...(await judgeSearch(url, world.sandbox, outcomes)),
    ];
    return { faults, deliveries: sender.sent, kills: api.kills, answers: countAnswers(outcomes) };
  } finally {
    await striking.catch(() => undefined);
    await api.end();
    board.close();
    await world.sandbox.close();
    await store.remove();
  }
}

/** At how many deliveries somebody is killed: the API at random, the store once in the middle. */
function strikesAt(events: number, kills: number, seed: number): { readonly at: number; readonly target: 'api' | 'store' }[] {
  const random = new Random(seed + 1);
  const each = events / Math.max(1, kills);
  const api = Array.from({ length: kills }, (_, index) => ({
    at: Math.floor((index + 0.1 + 0.8 * random.next()) * each),
    target: 'api' as const,
  }));
  return [...api, { at: Math.floor(events / 2), target: 'store' as const }].sort((a, b) => a.at - b.at);
}

async function search(url: string): Promise<void> {
  const query = new URLSearchParams({ locationId: MAIN_LOCATION_ID, type: 'TYPE_CALL', limit: '1' });
  const { status } = await fetch(`${url}/messages/search?${query.toString()}`, { headers: { authorization: `Bearer ${MAIN_TOKEN}` } });
  if (status !== 200) throw new Error(`The search was answered ${status}.`);
}

async function untilApplied(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(`${url}/webhooks/inbox`, { headers: { authorization: `Bearer ${OPERATOR}` } });
    const { waiting } = (await response.json()) as { waiting?: number };
    if (waiting === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function countAnswers(outcomes: readonly Outcome[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { statuses } of outcomes) for (const status of statuses) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
