import { createSandbox } from '../../apps/sandbox/src/create-sandbox';
import { startTestApi } from '../harness/test-api';
import { createTestDatabase } from '../harness/test-database';
import { Figure } from './report';

const LOCATION = 've9EPM428h8vShlRW1KT';
const DAY_MS = 86_400_000;

/** How many requests a cold search makes, for windows of different length, each on an empty store. */
export async function benchCalls(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const days of [Infinity, 30, 7, 1]) figures.push(await coldSearch(days));
  return figures;
}

async function coldSearch(days: number): Promise<Figure> {
  const sandbox = await createSandbox({ messages: 20_000 });
  const database = await createTestDatabase();
  const api = await startTestApi({ databaseUrl: database.url, upstreamUrl: sandbox.url, token: 'pit-sandbox-main' });
  try {
    const after = days === Infinity ? 0 : Date.parse('2026-06-01T12:00:00Z') - days * DAY_MS;
    const { status } = await api.get(
      `/messages/search?locationId=${LOCATION}&type=TYPE_CALL,TYPE_SMS&includeContact=true&startAfterDate=${after}`,
    );
    if (status !== 200) throw new Error(`The search answered ${status}.`);
    const { messages, conversations } = windowOf(sandbox.world.truth(LOCATION), after);
    const calls = sandbox.requests.length;
    const lookUps = sandbox.requests.filter(({ path }) => path.startsWith('/contacts')).length;
    const bound = Math.ceil(messages / 500) + Math.ceil(conversations / 100) + 5;
    return {
      name: `requests of a cold search, ${days === Infinity ? 'all history' : `last ${days} days`}`,
      measured: `${calls} (${lookUps} of them for contacts' assignees)`,
      baseline: `${bound} for ${messages} messages in ${conversations} conversations`,
      ratio: (calls / bound).toFixed(2),
      aim: 'at most 1',
      met: calls <= bound,
    };
  } finally {
    await api.close();
    await sandbox.close();
    await database.drop();
  }
}

function windowOf(truth: readonly { readonly message: object }[], after: number) {
  const messages = truth.map(
    ({ message }) => message as { messageType?: string; type?: number; dateUpdated?: string; dateAdded?: string; conversationId?: string },
  );
  const within = messages.filter(({ type, dateUpdated, dateAdded }) => type !== 3 && Date.parse(dateUpdated ?? dateAdded ?? '') > after);
  return { messages: within.length, conversations: new Set(within.map(({ conversationId }) => conversationId)).size };
}
