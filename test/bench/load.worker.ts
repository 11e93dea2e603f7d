import { Agent, request } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import type { Load } from './load';

/**
 * A load on one server, in a thread of its own: each connection sends the next request when it has read the answer, and throws the
 * answer away unread. Lighter than a general load generator, which parses and keeps half a megabyte of each answer.
 */
const { url, paths, headers, connections, seconds } = workerData as Load;
// Idle connections end before the server, at five seconds, ends them under a request that is just being sent.
const agent = new Agent({ keepAlive: true, maxSockets: connections, timeout: 4_000 });
const startedAt = performance.now();
const endsAt = startedAt + seconds * 1000;
let next = 0;

function readOne(): Promise<void> {
  return new Promise((resolve, reject) => {
    const path = paths[next++ % paths.length] ?? '/';
    request(url + path, { agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${path} answered ${response.statusCode}`));
      response.resume().once('end', resolve);
    })
      .once('error', reject)
      .end();
  });
}

async function keepReading(): Promise<number> {
  let answers = 0;
  for (; performance.now() < endsAt; answers += 1) await readOne();
  return answers;
}

void Promise.all(Array.from({ length: connections }, keepReading)).then((answers) => {
  agent.destroy();
  const total = answers.reduce((sum, count) => sum + count, 0);
  parentPort?.postMessage((total * 1000) / (performance.now() - startedAt));
});
