import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import type { OpenLoad, OpenLoadOutcome } from './open-load';

/** Callers who know nothing of each other: each sends when it is his time, however many wait already. */
const { url, paths, headers, perSecond, seconds, timeoutMs } = workerData as OpenLoad;
const agent = new Agent({ keepAlive: true, timeout: 4_000 });
const outcome = { acceptedMs: [] as number[], refused: 0, lost: 0 };

function send(index: number): Promise<void> {
  const dueAt = performance.now();
  return new Promise((resolve) => {
    const lose = () => {
      outcome.lost += 1;
      resolve();
    };
    const sent = request(url + (paths[index % paths.length] ?? '/'), { agent, headers }, (response) => {
      response.resume().once('end', () => {
        if (response.statusCode === 200) outcome.acceptedMs.push(performance.now() - dueAt);
        else if (response.statusCode === 503) outcome.refused += 1;
        else outcome.lost += 1;
        resolve();
      });
    });
    sent.setTimeout(timeoutMs, () => sent.destroy(new Error('too late')));
    sent.once('error', lose).end();
  });
}

async function run(): Promise<OpenLoadOutcome> {
  const startedAt = performance.now();
  const sent: Promise<void>[] = [];
  while (performance.now() - startedAt < seconds * 1000) {
    const due = ((performance.now() - startedAt) * perSecond) / 1000;
    while (sent.length < due) sent.push(send(sent.length));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  await Promise.all(sent);
  agent.destroy();
  return { ...outcome, sent: sent.length };
}

void run().then((result) => parentPort?.postMessage(result));
