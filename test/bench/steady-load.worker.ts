import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import type { SteadyLoad } from './steady-load';

/**
 * Sends each request when it's due and counts its time from then on, so that a server that stalls is charged for all who wait meanwhile.
 * In a thread of its own, so that nothing else of the benchmark delays it.
 */
const { url, paths, headers, perSecond } = workerData as SteadyLoad;
// Idle connections end before the server, at five seconds, ends them under a request that is just being sent.
const agent = new Agent({ keepAlive: true, timeout: 4_000 });
const startedAt = performance.now();
const times: number[] = [];
let sent = 0;

function dueAt(index: number): number {
  return startedAt + (index * 1000) / perSecond;
}

function send(index: number): void {
  const path = paths[index] ?? '/';
  request(url + path, { agent, headers }, (response) => {
    if (response.statusCode !== 200) throw new Error(`${path} answered ${response.statusCode}`);
    response.resume().once('end', () => {
      times.push(performance.now() - dueAt(index));
      if (times.length === paths.length) finish();
    });
  }).end();
}

function finish(): void {
  agent.destroy();
  parentPort?.postMessage(times);
}

function sendDue(): void {
  for (; sent < paths.length && dueAt(sent) <= performance.now(); sent += 1) send(sent);
  if (sent < paths.length) setTimeout(sendDue, Math.max(0, dueAt(sent) - performance.now()));
}

sendDue();
