import { readFile, writeFile } from 'node:fs/promises';
import { generateClient, isLanguage, LANGUAGES } from './client.generator';
import { generateTypes, TYPES } from './typescript.contract';

/**
 * Generates a client from openapi.json: without an argument the TypeScript SDK's types, with `python` or `go` a client in that language. With
 * --check it only compares the types with those that are committed, and fails when they differ.
 */
async function main([argument, ...more]: readonly string[]): Promise<void> {
  if (more.length > 0) throw new Error(USAGE);
  if (argument === '--check') return check();
  if (argument === undefined || argument === 'typescript') return writeFile(TYPES, await generateTypes());
  if (!isLanguage(argument)) throw new Error(USAGE);
  console.log(`The client is in ${await generateClient(argument)}.`);
}

const USAGE = `usage: npm run sdks:generate [-- typescript | ${LANGUAGES.join(' | ')}]`;

async function check(): Promise<void> {
  if ((await readFile(TYPES, 'utf8')) === (await generateTypes()))
    return console.log('The types of sdks/typescript are what openapi.json says.');
  console.error('The types of sdks/typescript are not what openapi.json says: run `npm run sdks:generate` and commit them.');
  process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
