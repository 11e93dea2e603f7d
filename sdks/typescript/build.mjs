import { execFile } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const dist = join(import.meta.dirname, 'dist');

/** Both forms from the same source, at the same time. What the compiler has to say, it says to stdout. */
async function compile(project) {
  await run(process.execPath, [compiler, '-p', join(import.meta.dirname, project)]).catch(({ stdout }) => {
    throw new Error(`${project}:\n${stdout}`);
  });
}

await rm(dist, { recursive: true, force: true });
await Promise.all([compile('tsconfig.json'), compile('tsconfig.cjs.json')]);
// The package is of ES modules; its CommonJS half says that it is none.
await mkdir(join(dist, 'cjs'), { recursive: true });
await writeFile(join(dist, 'cjs', 'package.json'), '{ "type": "commonjs" }\n');
