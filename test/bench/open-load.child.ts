import { Agent, request } from 'node:http';
import type { OpenLoad, OpenLoadOutcome } from './open-load';

/** More than any service answers in time; without a bound, callers who wait would fill the memory of the load's process. */
const MOST_UNDER_WAY = 3_000;

/** Callers who know nothing of each other: each sends when it is his time, however many wait already. */
async function run({ url, paths, headers, perSecond, seconds, timeoutMs }: OpenLoad): Promise<OpenLoadOutcome> {
  const agent = new Agent({ keepAlive: true, timeout: 4_000 });
  const acceptedMs: number[] = [];
  const refusedMs: number[] = [];
  const lateMs: number[] = [];
  let lost = 0;
  let underWay = 0;

  const send = (index: number, dueAt: number): Promise<void> =>
    new Promise((resolve) => {
      lateMs.push(performance.now() - dueAt);
      const end = () => {
        underWay -= 1;
        resolve();
      };
      if (underWay++ >= MOST_UNDER_WAY) {
        lost += 1;
        return end();
      }
      const sent = request(url + (paths[index % paths.length] ?? '/'), { agent, headers }, (response) => {
        response.resume().once('end', () => {
          const tookMs = performance.now() - dueAt;
          if (response.statusCode === 200) acceptedMs.push(tookMs);
          else if (response.statusCode === 503) refusedMs.push(tookMs);
          else lost += 1;
          clearTimeout(alarm);
          end();
        });
      });
      const alarm = setTimeout(() => sent.destroy(new Error('too late')), timeoutMs);
      sent
        .once('error', () => {
          clearTimeout(alarm);
          lost += 1;
          end();
        })
        .end();
    });

  const startedAt = performance.now();
  const all: Promise<void>[] = [];
  const total = perSecond * seconds;
  while (all.length < total) {
    const due = Math.min(total, ((performance.now() - startedAt) * perSecond) / 1000);
    while (all.length < due) all.push(send(all.length, startedAt + (all.length * 1000) / perSecond));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
  await Promise.all(all);
  agent.destroy();
  return { sent: all.length, acceptedMs, refusedMs, lost, lateMs };
}

process.once('message', (load) => {
  void run(load as OpenLoad).then((outcome) => process.send?.(outcome));
});
