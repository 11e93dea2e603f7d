import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generateClient, Language } from '../../scripts/sdks/client.generator';
import { PYTHON } from './programs';

const run = promisify(execFile);
const isThere = (command: string, ...parameters: readonly string[]): boolean => spawnSync(command, parameters).status === 0;

/** The generator is a program in Java. */
const HAS_JAVA = isThere('java', '-version');
/** Skipped where the machine has no Python with what the client imports. */
export const itWithPython = HAS_JAVA && isThere('python3', '-c', 'import urllib3, six, dateutil, certifi') ? it : it.skip;
/** Skipped where the machine has no Go, or Go can't get what the client imports. */
export const itWithGo = HAS_JAVA && isThere('go', 'list', '-m', 'github.com/antihax/optional@v1.0.0') ? it : it.skip;

/** What the program printed, and what another one did, each with the generated client. */
export function runPythonClient(parameters: readonly string[], shown: string): Promise<{ readonly used: unknown; readonly shown: string }> {
  return withClient('python', async (folder) => {
    await writeFile(join(folder, 'use.py'), PYTHON);
    await writeFile(join(folder, 'shown.py'), shown);
    const [used, other] = await Promise.all([
      run('python3', ['-B', 'use.py', ...parameters], { cwd: folder }),
      run('python3', ['-B', 'shown.py'], { cwd: folder }),
    ]);
    return { used: JSON.parse(used.stdout) as unknown, shown: other.stdout };
  });
}

/** What the compiler has against it. */
export function buildGoClient(): Promise<string> {
  return withClient('go', async (folder) => {
    const { stdout, stderr } = await run('go', ['vet', './...'], { cwd: folder });
    return stdout + stderr;
  });
}

async function withClient<Outcome>(language: Language, use: (folder: string) => Promise<Outcome>): Promise<Outcome> {
  const folder = await mkdtemp(join(tmpdir(), `sdk-${language}-`));
  try {
    return await use(await generateClient(language, join(folder, 'client')));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
