import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { blocksIn } from './documents';

const run = promisify(execFile);
const SCRIPT = blocksIn('docs/guides/nightly-export.md').find(({ text }) => text.startsWith('#!'))?.text ?? '';

const FIRST = '{"id":"a"}\n{"complete":true,"count":1,"asOf":"2026-01-15T11:59:00.000Z","lastMessageId":"a","traceId":"t"}\n';
const SECOND = '{"complete":true,"count":0,"asOf":"2026-01-16T11:59:00.000Z","lastMessageId":null,"traceId":"t"}\n';

type Reply = (response: ServerResponse) => void;
const whole =
  (text: string): Reply =>
  (response) =>
    response.end(text);
const fault =
  (status: number, headers: Record<string, string> = {}): Reply =>
  (response) =>
    response.writeHead(status, headers).end('{"message":"no"}');
const broken: Reply = (response) => {
  response.write(FIRST.slice(0, 11));
  setImmediate(() => response.destroy());
};

interface Night {
  readonly code: number;
  readonly asked: readonly (string | null)[];
  readonly slept: string;
}

describe('the script of the nightly export', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'nightly-'));
    await mkdir(join(folder, 'bin'));
    await writeFile(join(folder, 'nightly.sh'), SCRIPT);
    await writeFile(join(folder, 'bin', 'sleep'), '#!/bin/sh\necho "$1" >> slept\n');
    await chmod(join(folder, 'bin', 'sleep'), 0o755);
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A run against a service that replies so; what it asked for as the beginning of its window. */
  const night = async (replies: readonly Reply[]): Promise<Night> => {
    const asked: (string | null)[] = [];
    const server = createServer((request, response) => {
      asked.push(new URL(request.url ?? '', 'http://localhost').searchParams.get('startAfterDate'));
      (replies[asked.length - 1] ?? fault(500))(response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const environment = { BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, LOCATION: 'loc1', TOKEN: 'a-token' };
    const path = `${join(folder, 'bin')}:${process.env.PATH}`;
    const code = await run('bash', ['nightly.sh'], { cwd: folder, env: { ...process.env, ...environment, PATH: path } }).then(
      () => 0,
      (error: { code: number }) => error.code,
    );
    server.close();
    return { code, asked, slept: await kept('slept') };
  };
  const kept = (name: string): Promise<string> => readFile(join(folder, name), 'utf8').catch(() => '');
  const files = async (): Promise<readonly string[]> => (await readdir(folder)).filter((name) => name.endsWith('.ndjson')).sort();

  it('keeps what it got, and goes on the next night from where that ended', async () => {
    expect(await night([whole(FIRST)])).toEqual({ code: 0, asked: [null], slept: '' });
    expect(await night([whole(SECOND)])).toEqual({ code: 0, asked: ['2026-01-15T11:59:00.000Z'], slept: '' });
    expect(await files()).toEqual(['messages-2026-01-15T11:59:00.000Z.ndjson', 'messages-2026-01-16T11:59:00.000Z.ndjson']);
    expect(await kept('messages-2026-01-15T11:59:00.000Z.ndjson')).toBe(FIRST);
    expect(await kept('since')).toBe('2026-01-16T11:59:00.000Z\n');
  });

  it('waits for as long as it is told to, and asks again for what broke off', async () => {
    const replies = [fault(503, { 'Retry-After': '7' }), broken, whole(FIRST.slice(0, 11)), whole(FIRST)];
    expect(await night(replies)).toEqual({ code: 0, asked: [null, null, null, null], slept: '7\n10\n10\n' });
    expect(await kept((await files())[0] ?? '')).toBe(FIRST);
  });

  it('gives up what waiting does not mend, and leaves everything as it was', async () => {
    await night([whole(FIRST)]);
    expect(await night([fault(403)])).toEqual({ code: 1, asked: ['2026-01-15T11:59:00.000Z'], slept: '' });
    expect([await kept('since'), await files()]).toEqual(['2026-01-15T11:59:00.000Z\n', ['messages-2026-01-15T11:59:00.000Z.ndjson']]);
  });
});
