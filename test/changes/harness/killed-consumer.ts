import { ALL_TIME, Sweeps } from '@app/messages';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { MAIN_TOKEN } from '../../../apps/sandbox/src/create-sandbox';
import { expectedOf, truthOf, typesOf } from '../../e2e/truth.reference';
import { setStage, Stage } from '../../e2e/truth.stage';
import { ConsumerOptions } from './consumer';

export interface HarnessOptions {
  /** How often it is killed and started again. */
  readonly restarts: number;
  readonly order: ConsumerOptions['order'];
  readonly seed: number;
}

export interface HarnessResult {
  readonly kills: number;
  /** How many changes it was told of in all, repeated ones included. */
  readonly rowsKept: number;
  /** Ids of messages that its copy has wrong, lacks or has too many. */
  readonly wrong: readonly string[];
  readonly messages: number;
}

/** Upstream shows a change by then, and it has settled. */
const SHOWN_MS = 70_000;
const LIMIT = 10;
const CONSUMER = join(__dirname, 'consumer.ts');

/**
 * Kills a consumer (SIGKILL) before random steps of its work and starts it again from the position that it kept, while messages are added,
 * changed, deleted and retried; then compares its copy with the truth.
 */
export async function followKilled({ restarts, order, seed }: HarnessOptions): Promise<HarnessResult> {
  const random = mulberry(seed);
  const below = (count: number) => Math.floor(random() * count);
  const stage = await setStage({ messages: 150, otherMessages: 10 });
  const folder = mkdtempSync(join(tmpdir(), 'changes-'));
  const consume = (dieBefore: number) =>
    runConsumer({ url: stage.api.url, token: MAIN_TOKEN, locationId: stage.locationId, folder, limit: LIMIT, order, dieBefore });
  try {
    let kills = 0;
    for (let round = 0; kills < restarts; round += 1) {
      // Mostly early: there is not always much to do.
      const consumed = consume(1 + below(round % 3 === 0 ? 4 * LIMIT : 6));
      for (let change = 1 + below(6); change > 0; change -= 1) changeSomething(stage, below);
      if (round % 3 === 0) await sweep(stage);
      if (await consumed) kills += 1;
    }
    await sweep(stage);
    while (await consume(Infinity));
    return { kills, ...compare(stage, folder) };
  } finally {
    await stage.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function changeSomething({ sandbox: { world }, locationId, clock }: Stage, below: (count: number) => number): void {
  const messages = world.messagesOf(locationId);
  const { id = '' } = messages[below(messages.length)] ?? {};
  const kind = below(messages.length < 50 ? 2 : 5);
  if (kind <= 1) world.addMessage({ body: `Added ${clock.now()}`, locationId });
  else if (kind === 2) world.updateMessage(id, { status: `changed ${clock.now()}` });
  else if (kind === 3) world.deleteMessage(id);
  else world.retryMessage(id);
  clock.advance(SHOWN_MS);
}

async function sweep(stage: Stage): Promise<void> {
  stage.clock.advance(SHOWN_MS);
  const credential = { locationId: stage.locationId, token: MAIN_TOKEN };
  await stage.api.app.get(Sweeps).sweep(credential, ALL_TIME, new AbortController().signal);
}

/** @returns whether it was killed. @throws Error with what it wrote when it failed */
async function runConsumer(options: ConsumerOptions): Promise<boolean> {
  const child = spawn(process.execPath, ['-r', '@swc-node/register', CONSUMER, JSON.stringify(options)], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  if (signal === 'SIGKILL') return true;
  if (code !== 0) throw new Error(`The consumer ended with ${code}: ${Buffer.concat(errors).toString()}`);
  return false;
}

function compare({ sandbox: { world }, locationId }: Stage, folder: string): Omit<HarnessResult, 'kills'> {
  const truth = truthOf(world, locationId);
  const expected = new Map(expectedOf(truth, { type: typesOf(truth) }).map((message) => [message.id, message]));
  const file = join(folder, 'copy');
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  const copy = new Map<string, unknown>();
  for (const line of lines) {
    const { id, message } = JSON.parse(line) as { id: string; message: unknown };
    if (message === null) copy.delete(id);
    else copy.set(id, message);
  }
  const ids = new Set([...expected.keys(), ...copy.keys()]);
  const wrong = [...ids].filter((id) => !isDeepStrictEqual(copy.get(id), expected.get(id)));
  return { rowsKept: lines.length, wrong, messages: expected.size };
}

/** Mulberry32: small, seeded, good enough to choose by. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
