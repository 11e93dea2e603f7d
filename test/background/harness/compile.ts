import { transformFileSync } from '@swc/core';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const ROOT = resolve(__dirname, '..', '..', '..');
const OUT = join(ROOT, 'dist', 'harness');
const FOLDERS = ['libs/leadconnector/src', 'libs/messages/src', 'test/background/harness'];
const ENTRY = 'test/background/harness/sync-process.js';

/**
 * Translates the libraries and the process of this harness, file by file, once for thousands of starts: a process that translates for itself
 * takes seconds to begin. @returns what to start
 */
export function compileSyncProcess(): string {
  for (const folder of FOLDERS) for (const file of sourcesUnder(join(ROOT, folder))) translate(file);
  return join(OUT, ENTRY);
}

function* sourcesUnder(folder: string): Generator<string> {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) yield* sourcesUnder(path);
    else if (name.endsWith('.ts') && !name.endsWith('spec.ts') && !name.endsWith('.fixture.ts')) yield path;
  }
}

function translate(file: string): void {
  const target = join(OUT, relative(ROOT, file).replace(/\.ts$/, '.js'));
  const { code } = transformFileSync(file, {
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
    module: { type: 'commonjs' },
    swcrc: false,
  });
  const library = (name: string) => relative(dirname(target), join(OUT, 'libs', name, 'src', 'index.js'));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(
    target,
    code.replaceAll(/require\("@app\/(\w+)"\)/g, (_, name: string) => `require("./${library(name)}")`),
  );
}
