'use strict';
/**
 * A load on one URL, in a thread of its own: each connection sends the next request when it has read the answer, and throws the answer
 * away unread. Lighter than a general load generator, which parses and keeps half a megabyte of each answer.
 */
const { Agent, request } = require('node:http');
const { parentPort, workerData } = require('node:worker_threads');

const { url, paths, headers, connections, seconds } = workerData;
const agent = new Agent({ keepAlive: true, maxSockets: connections });
const endsAt = performance.now() + seconds * 1000;
let next = 0;

function readOne() {
  return new Promise((resolve, reject) => {
    const path = paths[next++ % paths.length];
    request(url + path, { agent, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${path} answered ${response.statusCode}`));
      response.resume().once('end', resolve);
    })
      .once('error', reject)
      .end();
  });
}

async function keepReading() {
  let pages = 0;
  for (; performance.now() < endsAt; pages += 1) await readOne();
  return pages;
}

void Promise.all(Array.from({ length: connections }, keepReading)).then((pages) => {
  agent.destroy();
  parentPort.postMessage(pages.reduce((sum, count) => sum + count, 0));
});
