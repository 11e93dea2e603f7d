/**
 * What a process is loaded with before the service, to be observed: once in a while all garbage is collected, and what is left is written
 * down. It takes --expose-gc. As a text, since Node loads nothing but JavaScript.
 */
const SAMPLER = `
  import { appendFileSync } from 'node:fs';
  const { SOAK_FILE, SOAK_PERIOD_MS } = process.env;
  setInterval(() => {
    globalThis.gc();
    const { heapUsed, external, rss } = process.memoryUsage();
    appendFileSync(SOAK_FILE, JSON.stringify({ at: Date.now(), live: heapUsed + external, rss }) + '\\n');
  }, Number(SOAK_PERIOD_MS)).unref();`;

/** Keeps a MiB each second. */
const LEAK = 'setInterval(() => (globalThis.leak ??= []).push(Buffer.alloc(1048576)), 1000).unref();';

/** Node's options for a process whose memory is sampled. */
export function samplerOptions(leaks: boolean): readonly string[] {
  return ['--expose-gc', ...[SAMPLER, ...(leaks ? [LEAK] : [])].flatMap((text) => ['--import', asUrl(text)])];
}

function asUrl(text: string): string {
  return `data:text/javascript,${encodeURIComponent(text)}`;
}
