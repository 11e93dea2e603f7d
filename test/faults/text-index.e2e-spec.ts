import { Client } from 'pg';
import { createSandbox, Sandbox, systemClock } from '../../apps/sandbox/src/create-sandbox';
import { Answered, hasWords, TrueAnswer, truthOf, wordsOf } from '../e2e/truth.reference';
import { createTestDatabase, TestDatabase } from '../harness/test-database';
import { ApiProcess, endProcess, startApiProcess } from './api-process.fixture';
import { expectError, searchPath } from './search.fixture';
import { ANCHOR, LOCATION } from './stage.fixture';

/** Of changes; so many of them are written at once. */
const BATCH = 1_000;
const GATE = 4_217;
const TYPES = ['TYPE_CALL', 'TYPE_SMS'];
/** The first batch passes, the next waits for whoever holds the gate. */
const HOLD = `
  create function wait_at_gate() returns trigger language plpgsql as $$
  begin
    if exists (select from message_words) then perform pg_advisory_xact_lock_shared(${GATE}); end if;
    return null;
  end $$;
  create trigger gate before insert on message_words for each statement execute function wait_at_gate();
  select pg_advisory_lock(${GATE})`;

describe('an index of words that is being made', () => {
  let sandbox: Sandbox;
  let database: TestDatabase;
  let gate: Client;
  let apis: ApiProcess[];
  const start = async (): Promise<ApiProcess> => {
    const variables = { SEARCH_WAIT_MS: '1500', BACKGROUND_SYNC: 'off' };
    const api = await startApiProcess({ DATABASE_URL: database.url, LEADCONNECTOR_BASE_URL: sandbox.url, ...variables });
    apis.push(api);
    return api;
  };
  const idsOf = (body: { messages: { messages: Answered[] } }) => body.messages.messages.map(({ id }) => id);
  const numbers = async (): Promise<{ readonly indexed: number; readonly last: number }> => {
    const { rows } = await gate.query<{ indexed: number; last: number }>(
      'select messages_to::int as indexed, change_seq::int as last from text_index join locations using (location_id) where location_id = $1',
      [LOCATION],
    );
    return rows[0] as { indexed: number; last: number };
  };

  beforeEach(async () => {
    apis = [];
    sandbox = await createSandbox({ anchor: ANCHOR, clock: systemClock, messages: 3_000, rateLimit: false });
    database = await createTestDatabase();
    const first = await start();
    // Of the messages all are there, of the words none.
    while ((await first.get(searchPath())).status !== 200);
    gate = new Client({ connectionString: database.url });
    await gate.connect();
    await gate.query(HOLD);
  });

  afterEach(async () => {
    await gate.end();
    await Promise.all(apis.map((api) => endProcess(api)));
    await sandbox.close();
    await database.drop();
  });

  it('is told of with its progress, searched as far as it is, and goes on where a process was killed', async () => {
    const [first] = apis as [ApiProcess];
    const truth = truthOf(sandbox.world, LOCATION).filter(({ message }) => TYPES.includes(String(message.messageType)));
    const word = wordsOf(truth.find(({ message }) => message.body)?.message.body)[0] ?? '';
    const all = truth.filter((answer: TrueAnswer) => hasWords(answer, word)).map(({ message }) => message.id);
    const path = searchPath({ query: word, limit: '1000', includeTotal: 'true' });

    const tooSoon = await first.get(path);
    const { indexed, last } = await numbers();
    const fraction = expect.closeTo(indexed / last, 5) as number;
    expectError(tooSoon, 503, 'The words of the location are still being indexed.', {
      progress: { messagesRead: BATCH, messagesStored: BATCH, pages: 1, fraction, remainingMs: expect.any(Number) as number },
    });
    expect(Number(tooSoon.headers.get('retry-after'))).toBeGreaterThan(0);

    const partly = await first.get(`${path}&allowPartial=true`);
    expect({ status: partly.status, complete: partly.body.complete as boolean }).toEqual({ status: 200, complete: false });
    const found = idsOf(partly.body);
    expect(found).toEqual(all.filter((id) => found.includes(id)));
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(all.length);
    expect(partly.body.total).toBe(found.length);

    await endProcess(first, 'SIGKILL');
    expect(await numbers()).toEqual({ indexed, last });
    const second = await start();
    await gate.query(`select pg_advisory_unlock(${GATE})`);
    let whole = await second.get(path);
    while (whole.status === 503) whole = await second.get(path);
    expect({ complete: whole.body.complete as boolean, total: whole.body.total as number, ids: idsOf(whole.body) }).toEqual({
      ...{ complete: true, total: all.length, ids: all },
    });
    expect(await numbers()).toEqual({ indexed: last, last });
  }, 60_000);
});
