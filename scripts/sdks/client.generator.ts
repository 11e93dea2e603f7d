import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { olderContract } from './older.contract';
import { CONTRACT } from './contract.file';

const run = promisify(execFile);

const ROOT = join(__dirname, '..', '..');
/** It comes with its package, the last release that brings the generator itself; later ones fetch it from elsewhere when they are run. */
const GENERATOR = join(ROOT, 'node_modules', '@openapitools', 'openapi-generator-cli', 'bin', 'openapi-generator.jar');

const PROPERTIES = {
  python: 'packageName=leadconnector_messages,projectName=leadconnector-messages',
  go: 'packageName=leadconnectormessages,isGoSubmodule=true',
} as const;

export type Language = keyof typeof PROPERTIES;

export const LANGUAGES = Object.keys(PROPERTIES) as readonly Language[];

/** What the generator adds for a repository of the client's own, and tests of its own that are empty. */
const UNWANTED = ['git_push.sh', '.gitignore', '.travis.yml', '.gitlab-ci.yml', 'tox.ini', 'test/*', 'test-requirements.txt'];

export function isLanguage(text: string): text is Language {
  return (LANGUAGES as readonly string[]).includes(text);
}

/** Makes a client in the folder, in the place of what is there, or in sdks/<language>; its path. Needs Java 8 or later. */
export async function generateClient(language: Language, folder = join(ROOT, 'sdks', language)): Promise<string> {
  const work = await mkdtemp(join(tmpdir(), 'sdks-'));
  try {
    const contract = join(work, 'openapi.json');
    await writeFile(contract, olderContract(await readFile(CONTRACT, 'utf8')));
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, '.openapi-generator-ignore'), UNWANTED.join('\n'));
    await run(
      'java',
      ['-jar', GENERATOR, 'generate', '-i', contract, '-o', folder, '-g', language, `--additional-properties=${PROPERTIES[language]}`],
      {
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    if (language === 'go') await nameModule(join(folder, 'go.mod'));
    return folder;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The generator would have it in a repository at GitHub. */
async function nameModule(file: string): Promise<void> {
  await writeFile(file, (await readFile(file, 'utf8')).replace(/^module .*$/m, 'module leadconnectormessages'));
}
