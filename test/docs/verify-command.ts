import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { wordsOf } from './commands';
import { ROOT } from './documents';

const { scripts, engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
  readonly engines: unknown;
};
if (typeof engines !== 'object') throw new Error('This is not the package.json of the project.');

/** What is wrong with a command that isn't run here; nothing where it would do what it says. */
export function faultsOfCommand(command: string): readonly string[] {
  const [program = '', ...words] = wordsOf(command);
  const faults = (RULES[program] ?? pathsExist)(words);
  return faults.map((fault) => `${command}: ${fault}`);
}

const RULES: Readonly<Record<string, (words: readonly string[]) => readonly string[]>> = { npm, npx, node, bash: script, sh: script };

function npm(words: readonly string[]): readonly string[] {
  const [verb = '', name = '', ...rest] = words;
  if (verb === 'ci' && words.length === 1) return [];
  if (verb === 'install' && words.length === 2) return ownPackages().includes(name) ? [] : [`${name} is no package of ours`];
  if (verb === 'test') return name === '' ? [] : ['npm test takes nothing'];
  if (verb !== 'run') return [`npm ${verb} is not known here`];
  const line = scripts[name];
  if (line === undefined) return [`there is no script ${name}`];
  return flagsOf(rest).flatMap((flag) => (knowsFlag(line, flag) ? [] : [`${name} knows no ${flag}`]));
}

/** One that comes with the dependencies; one of a version that is named comes from a registry and is not looked at. */
function npx(words: readonly string[]): readonly string[] {
  const [name = '', ...rest] = words;
  if (/^(@[^@]+|[^@]+)@\d/.test(name)) return pathsExist(rest.filter((word) => word.endsWith('.json')));
  return existsSync(join(ROOT, 'node_modules', '.bin', name)) ? pathsExist(rest) : [`there is no ${name} among the dependencies`];
}

/** What is built is looked for where it's built from. */
function node(words: readonly string[]): readonly string[] {
  const [, app = ''] = /^dist\/apps\/([a-z]+)\/main\.js$/.exec(words.at(-1) ?? '') ?? [];
  return existsSync(join(ROOT, 'apps', app, 'src', 'main.ts')) && app !== '' ? [] : [`${words.at(-1) ?? ''} is not what is built`];
}

function script([file = '']: readonly string[]): readonly string[] {
  return existsSync(join(ROOT, file)) ? [] : [`there is no ${file}`];
}

/** Of other tools: what looks like a path of the project must be one. */
export function pathsExist(words: readonly string[]): readonly string[] {
  const looksLikePath = /^(?:\.\/)?(?:apps|deploy|docs|libs|scripts|sdks|test)\/[\w./-]+$|^(?:Dockerfile|[\w-]+\.(?:json|ya?ml))$/;
  const paths = words.map((word) => word.split('=').at(-1) ?? '').filter((word) => looksLikePath.test(word));
  return paths.filter((path) => !existsSync(join(ROOT, path))).map((path) => `there is no ${path}`);
}

function ownPackages(): readonly string[] {
  const files = readdirSync(join(ROOT, 'sdks')).map((name) => join(ROOT, 'sdks', name, 'package.json'));
  return files.filter((file) => existsSync(file)).map((file) => (JSON.parse(readFileSync(file, 'utf8')) as { name: string }).name);
}

/** What comes after `--`, which npm passes on. */
function flagsOf(words: readonly string[]): readonly string[] {
  return words.slice(words.indexOf('--') + 1).filter((word) => words.includes('--') && word.startsWith('--') && word !== '--');
}

/** Whether the script's program, or a file beside it, mentions the flag. */
function knowsFlag(line: string, flag: string): boolean {
  const entry = line.split(' ').find((word) => word.endsWith('.ts'));
  if (entry === undefined) return false;
  const folder = dirname(join(ROOT, entry));
  const name = flag.slice(2);
  return readdirSync(folder)
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).isFile())
    .some((file) => new RegExp(`--${name}\\b|\\b${name}: \\{ type:`).test(readFileSync(file, 'utf8')));
}
