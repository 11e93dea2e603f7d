import { setTimeout as delay } from 'node:timers/promises';
import { RecordedRequest } from '../../apps/sandbox/src/create-sandbox';
import { Caller } from './caller';
import { callsTable } from './calls-table';
import { ProgressBar } from './progress-bar';
import { Screen } from './screen';
import { count, duration, table } from './text';

const WARM_SEARCHES = 25;
const CALLS_SHOWN = 8;
const EVERYTHING = { type: 'TYPE_CALL,TYPE_SMS', includeContact: 'true' };

/** The main job, before the viewer's eyes: the first search with its walk, what comes of it, and how long searches take from then on. */
export async function show(screen: Screen, caller: Caller, requests: readonly RecordedRequest[]): Promise<void> {
  const cold = await showFirstSearch(screen, caller, requests);
  await showCalls(screen, caller);
  await showTimes(screen, caller, cold);
}

async function showFirstSearch(screen: Screen, caller: Caller, requests: readonly RecordedRequest[]): Promise<Timing> {
  screen.heading('The first search: all history, calls and SMS, with contacts');
  const requestsBefore = requests.length;
  const before = await caller.sync();
  const bar = before.complete ? null : new ProgressBar(screen);
  const { answer, tookMs } = await whileWatching(caller, bar, caller.search({ ...EVERYTHING, includeTotal: 'true' }));
  const asked = `${count(requests.length - requestsBefore)} requests to LeadConnector`;
  const { stored } = await caller.sync();
  bar?.finish(stored);
  screen.line(
    bar
      ? `  ${count(answer.total ?? 0)} calls and SMS found after ${duration(tookMs)} and ${asked}; complete: ${answer.complete}`
      : `  Already complete, nothing to read: ${count(answer.total ?? 0)} calls and SMS found in ${duration(tookMs)}; ${asked}, for what is new.`,
  );
  return [bar ? `cold, ${count(stored)} messages to read first` : 'first since the start', tookMs];
}

/** Shows how far the walk is as long as the search has not been answered. */
async function whileWatching<Result>(caller: Caller, bar: ProgressBar | null, search: Promise<Result>): Promise<Result> {
  let isOver = false;
  const settled = search.then(
    () => (isOver = true),
    () => (isOver = true),
  );
  while (bar && !isOver) {
    const [walk] = (await caller.sync()).walks;
    if (walk && !isOver) bar.show(walk.progress);
    await Promise.race([settled, delay(100)]);
  }
  return search;
}

async function showCalls(screen: Screen, caller: Caller): Promise<void> {
  const parameters = { ...EVERYTHING, type: 'TYPE_CALL', sort: 'desc', limit: String(CALLS_SHOWN) };
  const { answer } = await caller.search(parameters);
  screen.heading('The latest calls, each with its user and on what evidence');
  const [head = '', ...rows] = callsTable(answer.messages.messages, await caller.userNames());
  screen.line(`  ${screen.faint(head)}`);
  rows.forEach((row) => screen.line(`  ${row}`));
}

async function showTimes(screen: Screen, caller: Caller, cold: Timing): Promise<void> {
  const timings: Timing[] = [
    cold,
    ['warm, 100 messages', await medianOf(caller, { ...EVERYTHING, includeContact: 'false' })],
    ['warm, 1,000 messages with contacts', await medianOf(caller, { ...EVERYTHING, limit: '1000' })],
  ];
  screen.heading(`How long a search takes (warm: the median of ${WARM_SEARCHES})`);
  table(timings.map(([what, milliseconds]) => [what, duration(milliseconds).padStart(9)])).forEach((row) => screen.line(`  ${row}`));
}

async function medianOf(caller: Caller, parameters: Record<string, string>): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < WARM_SEARCHES; turn += 1) times.push((await caller.search(parameters)).tookMs);
  return times.sort((a, b) => a - b)[Math.floor(WARM_SEARCHES / 2)] ?? 0;
}

type Timing = [what: string, milliseconds: number];
