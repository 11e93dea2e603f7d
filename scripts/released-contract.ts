import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { breakingChanges } from './contract/breaking-changes';
import { Json, objectOf } from './contract/json';
import { byVersion, mayBreak } from './contract/versions';

const ROOT = join(__dirname, '..');
const CURRENT = join(ROOT, 'openapi.json');
const RELEASED = join(ROOT, 'contract', 'released');
const NAME = /^openapi-(\d+\.\d+\.\d+)\.json$/;

/** Compares openapi.json with the last released one, and fails when a client of that could fail; with --release keeps it as released. */
function main(): void {
  const current = read(CURRENT);
  const version = String(objectOf(current.info).version);
  if (process.argv.includes('--release')) return copyFileSync(CURRENT, join(RELEASED, `openapi-${version}.json`));
  const last = readdirSync(RELEASED)
    .flatMap((file) => NAME.exec(file)?.[1] ?? [])
    .sort(byVersion)
    .at(-1);
  if (last === undefined) throw new Error(`There is no released contract in ${RELEASED}.`);
  const breaks = breakingChanges(read(join(RELEASED, `openapi-${last}.json`)), current);
  if (breaks.length === 0) return console.log(`openapi.json takes and gives what ${last} did.`);
  const list = breaks.map((one) => `  ${one}`).join('\n');
  if (mayBreak(last, version)) return console.log(`openapi.json ${version} breaks ${last}, as it may:\n${list}`);
  console.error(`openapi.json breaks clients of ${last}. Keep what was, or raise the version (docs/versioning.md):\n${list}`);
  process.exitCode = 1;
}

function read(file: string): Json {
  return JSON.parse(readFileSync(file, 'utf8')) as Json;
}

main();
