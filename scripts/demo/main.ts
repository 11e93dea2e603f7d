import 'reflect-metadata';
import { relative } from 'node:path';
import { MAIN_LOCATION_ID, MAIN_TOKEN, Sandbox } from '../../apps/sandbox/src/create-sandbox';
import { Caller } from './caller';
import { DemoData, DemoError } from './demo-data';
import { Screen } from './screen';
import { Api, LATENCY_MS, startApi, startUpstream } from './services';
import { show } from './show';
import { count, duration, table } from './text';

const stopping = new AbortController();
const stopped = new Promise((resolve) => stopping.signal.addEventListener('abort', resolve));

/** Starts everything, shows the main job and serves until Ctrl-C; with --once it ends by itself. What was started is stopped, whatever happens. */
async function main(): Promise<void> {
  const screen = new Screen(process.stdout, process.env);
  const closers: (() => Promise<void>)[] = [];
  try {
    listenToSignals();
    const demo = await start(screen, closers);
    // What is under way is answered, or not, by an API that closes: nobody waits for it any more.
    if (demo) await Promise.race([present(screen, demo), stopped]);
  } finally {
    if (stopping.signal.aborted) screen.line('\nStopping ...');
    for (const close of closers.reverse()) await close();
  }
}

/** Starts the upstream and the API, each of which gets its closer; null when it was stopped meanwhile. */
async function start(screen: Screen, closers: (() => Promise<void>)[]): Promise<Demo | null> {
  const startedAt = performance.now();
  screen.line(screen.bold('LeadConnector messages: the demo'));
  const data = new DemoData(process.env.DATA_DIR || './data/demo');
  const upstream = await startUpstream(data);
  closers.push(() => upstream.close());
  if (stopping.signal.aborted) return null;
  const api = await startApi(data, upstream.url);
  closers.push(() => api.close());
  listenToSignals();

  const messages = count(upstream.world.messagesOf(MAIN_LOCATION_ID).length);
  const parts = [
    ['store', `embedded PostgreSQL, its data under ${relative(process.cwd(), data.folder) || '.'}`],
    ['LeadConnector', `an emulator at ${upstream.url}: ${messages} messages, ${LATENCY_MS} ms a request`],
    ['API', api.url],
  ];
  screen.heading(`Started in ${duration(performance.now() - startedAt)}`);
  table(parts).forEach((row) => screen.line(`  ${row}`));
  return { upstream, api };
}

async function present(screen: Screen, { upstream, api }: Demo): Promise<void> {
  const caller = new Caller(api.url, upstream.url, MAIN_LOCATION_ID, MAIN_TOKEN);
  await show(screen, caller, upstream.requests);
  screen.heading('Try it');
  screen.line(`  curl -s '${caller.searchUrl({ type: 'TYPE_CALL,TYPE_SMS', includeContact: 'true', limit: '2' })}' \\`);
  screen.line(`    -H 'Authorization: Bearer ${MAIN_TOKEN}'`);
  screen.line(`  ${api.url}/docs`);
  if (process.argv.includes('--once')) return;
  screen.line('\nServing until Ctrl-C.');
  await stopped;
}

interface Demo {
  readonly upstream: Sandbox;
  readonly api: Api;
}

/** A signal asks for a clean end, in whatever the demo is at; a second one ends it at once. */
function listenToSignals(): void {
  const stop = () => stopping.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  console.error(error instanceof DemoError ? error.message : error);
  process.exitCode = 1;
});
