import { Figure, perSecond } from './report';
import { Application, pause, residentMegabytes, startApplication } from './processes';

const LOCATION = 've9EPM428h8vShlRW1KT';
const AUTHORIZATION = { authorization: 'Bearer pit-sandbox-main' };
/** What upstream's limit can deliver: 100 requests in 10 s, 500 messages each. */
const UPSTREAM_LIMIT_PER_SECOND = 5_000;

interface Sync {
  readonly stored: number;
  readonly complete: boolean;
  readonly walks: readonly { readonly progress: { readonly messagesRead: number } }[];
}

/** Reads a whole location from a sandbox without limits into an empty store, watching the API's memory. */
export async function benchBackfill(sandbox: Application, databaseUrl: string): Promise<Figure[]> {
  const api = await startApplication('api', 38_080, { DATABASE_URL: databaseUrl, LEADCONNECTOR_BASE_URL: sandbox.url, LOG_LEVEL: 'error' });
  try {
    // The sandbox sorts its world at the first request; that is not the walk's time.
    await fetch(`${sandbox.url}/conversations/messages/export?locationId=${LOCATION}&limit=10&sortBy=updatedAt`, {
      headers: { ...AUTHORIZATION, version: '2021-07-28' },
    });
    const startedAt = performance.now();
    // As a search that comes back until it's served: what nobody waits for is read page by page.
    const waiting = new AbortController();
    void waitForAll(api, waiting.signal);
    let peak = 0;
    for (;;) {
      peak = Math.max(peak, residentMegabytes(api) ?? 0);
      const sync = (await (await fetch(`${api.url}/locations/${LOCATION}/sync`, { headers: AUTHORIZATION })).json()) as Sync;
      if (sync.complete && sync.walks.length === 0) {
        waiting.abort();
        return figures(sync.stored, performance.now() - startedAt, peak);
      }
      await pause(250);
    }
  } finally {
    await api.stop();
  }
}

async function waitForAll(api: Application, signal: AbortSignal): Promise<void> {
  const search = `${api.url}/messages/search?locationId=${LOCATION}&type=TYPE_CALL&limit=1`;
  for (let status = 0; status !== 200 && !signal.aborted;)
    status = await fetch(search, { headers: AUTHORIZATION, signal }).then(
      (answer) => answer.status,
      () => 0,
    );
}

function figures(stored: number, milliseconds: number, peakMegabytes: number): Figure[] {
  const rate = perSecond(stored, milliseconds);
  return [
    {
      name: `walk of ${stored} messages, stored and enriched`,
      measured: `${Math.round(rate)} messages/s`,
      baseline: `${UPSTREAM_LIMIT_PER_SECOND} messages/s (upstream's limit)`,
      ratio: (rate / UPSTREAM_LIMIT_PER_SECOND).toFixed(2),
      aim: 'at least 3',
      met: rate >= 3 * UPSTREAM_LIMIT_PER_SECOND,
    },
    {
      name: 'resident memory of the API meanwhile',
      measured: peakMegabytes === 0 ? 'not told here' : `${Math.round(peakMegabytes)} MB at most`,
      baseline: '250 MB',
      ratio: (peakMegabytes / 250).toFixed(2),
      aim: 'below 1',
      met: peakMegabytes < 250,
    },
  ];
}
