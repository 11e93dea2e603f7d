import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

const ROOT = join(__dirname, '..', '..');
const SDK = join(ROOT, 'sdks', 'typescript');

/** A project of somebody else's, in a folder of its own, in which the packed SDK is installed. */
export interface ScratchProject {
  readonly folder: string;
  /** The files of the package. */
  readonly packed: readonly string[];
  /** Writes a file, runs it with Node, and gives what it printed as JSON. */
  run(file: string, text: string, environment: Record<string, string>): Promise<unknown>;
  /** Writes files and compiles them; what the compiler has against them. */
  compile(files: Readonly<Record<string, string>>): Promise<string>;
  remove(): Promise<void>;
}

/** Builds, packs and installs, all without a network: what the SDK depends upon is taken from the project's own dependencies. */
export async function createScratchProject(): Promise<ScratchProject> {
  const folder = await mkdtemp(join(tmpdir(), 'sdk-scratch-'));
  const modules = join(folder, 'node_modules');
  await mkdir(modules);
  await run('npm', ['pack', '--offline', '--silent', '--pack-destination', folder], { cwd: SDK });
  const [tarball = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  await run('tar', ['-xzf', tarball], { cwd: folder });
  const packed = await readdir(join(folder, 'package'), { recursive: true });
  await cp(join(folder, 'package'), join(modules, 'leadconnector-messages-client'), { recursive: true });
  for (const name of ['openapi-fetch', 'openapi-typescript-helpers']) {
    await cp(join(ROOT, 'node_modules', name), join(modules, name), { recursive: true });
  }
  return {
    folder,
    packed,
    run: async (file, text, environment) => {
      await writeFile(join(folder, file), text);
      const { stdout } = await run(process.execPath, [file], { cwd: folder, env: { ...process.env, ...environment } });
      return JSON.parse(stdout) as unknown;
    },
    compile: async (files) => {
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
      const options = '--noEmit --strict --target es2022 --lib es2022,dom --module node16 --typeRoots none'.split(' ');
      const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
      const outcome = run(process.execPath, [compiler, ...options, ...Object.keys(files)], { cwd: folder });
      return outcome.then(
        ({ stdout }) => stdout,
        (error: { stdout: string }) => error.stdout,
      );
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
