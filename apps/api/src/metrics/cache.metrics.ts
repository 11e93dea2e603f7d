import { Counter, Registry } from 'prom-client';
import { CacheStatistics } from '../cache/cache.statistics';
import { PREFIX } from './names';

/** @returns shows what the cache of verdicts, look-ups and answers of LeadConnector has done, as its own statistics count it. */
export function cacheMetrics(registry: Registry, statistics: CacheStatistics): () => void {
  const requests = new Counter({
    name: `${PREFIX}cache_requests_total`,
    help: 'Questions to the cache, by kind: answered by it (hit), by a load (miss), by the load of another (shared), or failed (error).',
    labelNames: ['kind', 'outcome'],
    registers: [registry],
  });
  return () => {
    requests.reset();
    for (const [kind, { hits, misses, shared, errors }] of Object.entries(statistics.snapshot())) {
      requests.inc({ kind, outcome: 'hit' }, hits);
      requests.inc({ kind, outcome: 'miss' }, misses);
      requests.inc({ kind, outcome: 'shared' }, shared);
      requests.inc({ kind, outcome: 'error' }, errors);
    }
  };
}
