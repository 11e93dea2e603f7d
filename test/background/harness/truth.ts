import { isDeepStrictEqual } from 'node:util';
import { MAIN_LOCATION_ID, MAIN_TOKEN, Sandbox } from '../../../apps/sandbox/src/create-sandbox';
import { expectedOf, truthOf, typesOf } from '../../e2e/truth.reference';
import { readAll } from '../../faults/search.fixture';
import { startTestApi } from '../../harness/test-api';

/**
 * Reads everything but e-mail through an API of its own, which walks nothing, and compares it with the truth.
 *
 * @returns what is wrong: nothing, when each message is there once with every field as it should be
 */
export async function differencesFromTruth(sandbox: Sandbox, databaseUrl: string): Promise<readonly string[]> {
  const truth = truthOf(sandbox.world, MAIN_LOCATION_ID);
  const wanted = { type: typesOf(truth).filter((type) => type !== 'TYPE_EMAIL'), includeContact: true };
  const expected = expectedOf(truth, wanted);
  const environment = { SEARCH_MAX_AGE_MS: '86400000', BACKGROUND_SYNC: 'off' };
  const api = await startTestApi({ databaseUrl, upstreamUrl: sandbox.url, token: MAIN_TOKEN, environment });
  try {
    const found = new Map<string, unknown>();
    const differences: string[] = [];
    for (const message of await readAll({ api }, wanted)) {
      if (found.has(message.id)) differences.push(`twice: ${message.id}`);
      found.set(message.id, message);
    }
    for (const message of expected) {
      const other = found.get(message.id);
      if (other === undefined) differences.push(`lost: ${message.id}`);
      else if (!isDeepStrictEqual(other, message))
        differences.push(`different: ${JSON.stringify(other)} instead of ${JSON.stringify(message)}`);
      found.delete(message.id);
    }
    return [...differences, ...[...found.keys()].map((id) => `invented: ${id}`)];
  } finally {
    await api.close();
  }
}
