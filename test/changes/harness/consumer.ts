import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Change, changesPath } from '../feed.client';

/** What a consumer is started with, as JSON in its first argument. */
export interface ConsumerOptions {
  readonly url: string;
  readonly token: string;
  readonly locationId: string;
  /** Where it keeps its copy and its position. */
  readonly folder: string;
  readonly limit: number;
  /** `position-first` is the planted bug: killed between the two, it never gets the rows again. */
  readonly order: 'rows-first' | 'position-first';
  /** Before which of its steps it is killed; it ends by itself when there is nothing more. */
  readonly dieBefore: number;
}

/** Follows the feed, each change a line of its copy, as simple consumers do: without transactions. */
async function main(options: ConsumerOptions): Promise<void> {
  const { url, token, locationId, folder, limit, order, dieBefore } = options;
  const positionFile = join(folder, 'position');
  let steps = 0;
  const step = (write: () => void): void => {
    steps += 1;
    if (steps === dieBefore) process.kill(process.pid, 'SIGKILL');
    write();
  };
  const keepRows = (changes: readonly Change[]) =>
    changes.forEach(({ id, message }) => step(() => appendFileSync(join(folder, 'copy'), `${JSON.stringify({ id, message })}\n`)));
  const keepPosition = (position: string) =>
    step(() => {
      writeFileSync(`${positionFile}.new`, position);
      renameSync(`${positionFile}.new`, positionFile);
    });
  for (;;) {
    const since = existsSync(positionFile) ? readFileSync(positionFile, 'utf8') : 'beginning';
    const headers = { authorization: `Bearer ${token}`, 'cache-control': 'no-cache' };
    const response = await fetch(url + changesPath(locationId, { since, limit }), { headers });
    if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
    const { changes, next } = (await response.json()) as { changes: Change[]; next: string };
    const writes = [() => keepRows(changes), () => keepPosition(next)];
    for (const write of order === 'rows-first' ? writes : writes.reverse()) write();
    if (changes.length === 0 && next === since) return;
  }
}

main(JSON.parse(process.argv[2] ?? '{}') as ConsumerOptions).catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});
