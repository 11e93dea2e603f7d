import '../../apps/api/src/heap';
import 'reflect-metadata';
import { startTestApi } from '../harness/test-api';
import { addStringifyingRoute, createPool } from './baselines';

/**
 * The API of the environment in a process of its own, as it runs in production, with the route that it is compared with beside its own.
 * Prints its URL when it listens.
 */
async function main(): Promise<void> {
  const {
    DATABASE_URL: databaseUrl = '',
    LEADCONNECTOR_BASE_URL: upstreamUrl = '',
    SEARCH_MAX_AGE_MS = '',
    CONNECTIONS = '1',
  } = process.env;
  const pool = createPool(databaseUrl, Number(CONNECTIONS));
  const api = await startTestApi({
    ...{ databaseUrl, upstreamUrl, token: 'unused', environment: { SEARCH_MAX_AGE_MS } },
    extend: (app) => addStringifyingRoute(app, pool),
  });
  console.log(api.url);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
