import { createHash, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { createHistogram } from 'node:perf_hooks';
import { parentPort, workerData } from 'node:worker_threads';
import { OTHER_LOCATION_ID, SigningKey } from '../../../apps/sandbox/src/create-sandbox';
import type { Failure, Load, LoadReport, Read } from './load';

const PROGRESS_MS = 100;
/** Nobody waits longer: longer than a search waits for a walk. */
const TIMEOUT_MS = 30_000;
/** Kept, so that a fault that never ends doesn't fill the memory. */
const MAX_FAILURES = 100_000;
const MOST_AT_ONCE = 100;

const { url, perSecond, reads, eventsOfTen } = workerData as Load;
const agent = new Agent({ keepAlive: true, maxSockets: 256, timeout: TIMEOUT_MS });
const key = new SigningKey('1');
const run = randomUUID().slice(0, 8);
const startedAt = performance.now();
const failures: Failure[] = [];
const acknowledged: string[] = [];
/** Of requests that were answered as they must be, in microseconds; it takes the same room however many there are. */
const times = createHistogram();
let sent = 0;
let events = 0;
let open = 0;
let isStopping = false;

function dueAt(index: number): number {
  return startedAt + (index * 1000) / perSecond;
}

function send(index: number): void {
  const isEvent = index % 10 < eventsOfTen;
  const read = isEvent ? undefined : reads[index % reads.length];
  open += 1;
  const due = dueAt(index);
  const settle = (what: string | null, eventKey?: string): void => {
    open -= 1;
    if (what === null) times.record(Math.max(1, Math.round((performance.now() - due) * 1_000)));
    else if (failures.length < MAX_FAILURES)
      failures.push({ kind: isEvent ? 'event' : 'read', dueAt: performance.timeOrigin + due, at: Date.now(), what });
    if (what === null && eventKey !== undefined) acknowledged.push(eventKey);
    if (isStopping && open === 0) finish();
  };
  if (read) exchange('GET', read.path, read.headers, null, (status, body) => settle(faultOf(read, status, body)), settle);
  else sendEvent(index, settle);
}

function sendEvent(index: number, settle: (what: string | null, eventKey?: string) => void): void {
  events += 1;
  const webhookId = randomUUID();
  const timestamp = new Date().toISOString();
  const fields = { id: `harness-${run}-${index}`, firstName: 'Harness', name: 'Harness', dateAdded: timestamp };
  const body = Buffer.from(JSON.stringify({ type: 'ContactUpdate', locationId: OTHER_LOCATION_ID, ...fields, timestamp, webhookId }));
  const headers = { 'content-type': 'application/json', 'x-ghl-signature': key.sign(body) };
  exchange(
    'POST',
    '/webhooks/leadconnector',
    headers,
    body,
    (status, text) => settle(status === 200 ? null : `${status} ${text.slice(0, 200)}`, webhookId),
    settle,
  );
}

function faultOf({ path, member, expected }: Read, status: number, text: string): string | null {
  if (status !== 200) return `${path} was answered ${status} ${text.slice(0, 200)}`;
  const body = JSON.parse(text) as Record<string, unknown>;
  const digest = createHash('sha256').update(JSON.stringify(body[member])).digest('hex');
  return digest === expected ? null : `${path} was answered something else`;
}

function exchange(
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Buffer | null,
  onAnswer: (status: number, text: string) => void,
  onFailure: (what: string) => void,
): void {
  let isOver = false;
  const fail = (error: Error): void => {
    if (isOver) return;
    isOver = true;
    onFailure(`${method} ${path} failed: ${error.message}`);
  };
  const outgoing = request(url + path, { method, agent, headers, timeout: TIMEOUT_MS }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.once('error', fail).once('end', () => {
      if (isOver) return;
      isOver = true;
      onAnswer(response.statusCode ?? 0, Buffer.concat(chunks).toString());
    });
  });
  outgoing.once('timeout', () => outgoing.destroy(new Error('nothing came for 30 seconds')));
  outgoing.once('error', fail).end(body ?? undefined);
}

function finish(): void {
  agent.destroy();
  clearInterval(progress);
  const at = (percent: number) => times.percentile(percent) / 1_000;
  const report: LoadReport = { sent, events, failures, acknowledged, quantiles: { p50: at(50), p99: at(99), max: at(100) } };
  parentPort?.postMessage(report);
}

/** After a stall, what is overdue is sent in parts, so that answers are taken in between. */
function sendDue(): void {
  if (isStopping) return;
  for (let part = 0; part < MOST_AT_ONCE && dueAt(sent) <= performance.now(); part += 1, sent += 1) send(sent);
  setTimeout(sendDue, Math.max(0, dueAt(sent) - performance.now()));
}

const progress = setInterval(
  () => parentPort?.postMessage({ sent, failed: failures.length, acknowledged: acknowledged.length }),
  PROGRESS_MS,
);
parentPort?.once('message', () => {
  isStopping = true;
  if (open === 0) finish();
});
sendDue();
