import 'reflect-metadata';
import { createSandbox, deliver, MAIN_LOCATION_ID, MAIN_TOKEN } from '../../../apps/sandbox/src/create-sandbox';
import { createTestDatabase } from '../../harness/test-database';
import { startEmbeddedPostgres } from '../../store/embedded-server';
import { ApiUnderFire } from './api.under-fire';
import { startSwitchboard } from './switchboard';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PER_SECOND = 200;
const SECONDS = 20;
const AIM_MS = 100;
const WARM_UP_MS = 3_000;

/** `npm run bench:webhooks`: how long upstream waits for the acknowledgement when so many events come a second. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'leadconnector-messages-bench-'));
  // The server may run as another user than ours, who must be able to pass through.
  chmodSync(folder, 0o755);
  const server = process.env.TEST_DATABASE_URL === undefined ? await startEmbeddedPostgres(join(folder, 'data')) : null;
  process.env.TEST_DATABASE_URL ??= server?.connectionString;
  const database = await createTestDatabase();
  const sandbox = await createSandbox({ messages: 5_000, rateLimit: false, indexDelayMs: 0, webhooks: { missingMessageIdRate: 0 } });
  const board = await startSwitchboard();
  const apiUrl = `http://127.0.0.1:${board.port}`;
  const api = new ApiUnderFire(board, {
    ...{ DATABASE_URL: database.url, LEADCONNECTOR_BASE_URL: sandbox.url, LOG_LEVEL: 'silent' },
    WEBHOOK_PUBLIC_KEYS: sandbox.webhooks.publicKey,
  });
  try {
    await api.start();
    // From now on the location is ours.
    const query = new URLSearchParams({ locationId: MAIN_LOCATION_ID, type: 'TYPE_CALL', limit: '1' });
    await fetch(`${apiUrl}/messages/search?${query.toString()}`, { headers: { authorization: `Bearer ${MAIN_TOKEN}` } });
    const url = `${apiUrl}/webhooks/leadconnector`;
    const waits: number[] = [];
    const statuses = new Map<number, number>();
    const sending: Promise<void>[] = [];
    const startedAt = performance.now();
    for (let index = 0; index < PER_SECOND * SECONDS; index += 1) {
      const dueAt = startedAt + (index * 1000) / PER_SECOND;
      while (performance.now() < dueAt) await new Promise((resolve) => setTimeout(resolve, dueAt - performance.now()));
      const { contactId = '' } = sandbox.world.addMessage({ conversationId: `bench-${index % 500}` });
      if (index % 3 === 0) sandbox.world.updateContact(contactId, { firstName: `Name${index}` });
      const event = sandbox.webhooks.events.splice(0).at(-1);
      if (!event) continue;
      // From when it was due: a sender that can't keep up doesn't make the service look faster.
      const sent = deliver(url, event).then((status) => {
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (dueAt - startedAt > WARM_UP_MS) waits.push(performance.now() - dueAt);
      });
      sending.push(sent);
    }
    await Promise.all(sending);
    waits.sort((a, b) => a - b);
    const at = (share: number) => waits[Math.min(waits.length - 1, Math.floor(waits.length * share))] ?? NaN;
    const met = at(0.99) <= AIM_MS && statuses.get(200) === PER_SECOND * SECONDS;
    console.log(`answers ${JSON.stringify(Object.fromEntries(statuses))}`);
    console.log(
      `acknowledged at ${PER_SECOND}/s: median ${at(0.5).toFixed(1)} ms, p99 ${at(0.99).toFixed(1)} ms, longest ${at(1).toFixed(1)} ms; aim: p99 at most ${AIM_MS} ms: ${met ? 'met' : 'MISSED'}`,
    );
    if (!met) process.exitCode = 1;
  } finally {
    await api.end();
    board.close();
    await sandbox.close();
    await database.drop();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
