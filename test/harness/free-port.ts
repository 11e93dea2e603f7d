import { once } from 'node:events';
import { createServer } from 'node:net';

/** Below those that systems give to whoever asks for any port, which nobody can so be given between our choice and its use. */
const FIRST = 10_000;
const SPAN = 22_000;
/** Far from where the processes that run beside this one begin. */
let next = (process.pid * 1_009) % SPAN;

/** A TCP port of the loopback that nobody listens on; another one each time. */
export async function freePort(): Promise<number> {
  for (let tried = 0; tried < SPAN; tried += 1) {
    const port = FIRST + next;
    next = (next + 1) % SPAN;
    if (await isFree(port)) return port;
  }
  throw new Error(`No port is free from ${FIRST} to ${FIRST + SPAN - 1}.`);
}

async function isFree(port: number): Promise<boolean> {
  const probe = createServer().listen(port, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch {
    return false;
  }
  probe.close();
  await once(probe, 'close');
  return true;
}
