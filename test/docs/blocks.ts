import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readContract } from '../contract/contract';
import { Block, nameOf, ROOT } from './documents';
import { runShell } from './run-shell';
import { shapeDifferences } from './shape';
import { runSql } from './sql';
import { DocumentedService } from './stage';

/** Tested by `typescript.e2e-spec.ts` and `python` in `test/sdk`. */
const TESTED_ELSEWHERE = new Set(['ts', 'python']);
/** Drawings, and what a program printed for people. */
const PICTURES = new Set(['text', 'mermaid']);

const CRONTAB = /^(?:(?:[\d*,/-]+ ){5}\S.*\n)+$/;

/** What is wrong with the blocks of a page but for its TypeScript, which they share nothing with. */
export async function faultsOfBlocks(blocks: readonly Block[], service: DocumentedService): Promise<readonly string[]> {
  const faults: string[] = [];
  let printed = '';
  for (const block of blocks) {
    const { output = printed, faults: own } = await outcomeOf(block, printed, service);
    printed = output;
    faults.push(...own.map((fault) => `${nameOf(block)}: ${fault}`));
  }
  return faults;
}

interface Outcome {
  readonly output?: string;
  readonly faults: readonly string[];
}

async function outcomeOf(block: Block, printed: string, service: DocumentedService): Promise<Outcome> {
  const { language, text, marker } = block;
  if (marker !== undefined) return { faults: await faultsOfMarked(block, marker, service) };
  if (language === 'sh') return runShell(text, service);
  if (language === 'sql') return { faults: await faultsOfFailure(() => runSql(text, service.databaseUrl)) };
  if (language === 'crontab') return { faults: CRONTAB.test(text) ? [] : ['it has no line of five fields and a command'] };
  if (language === 'json') return { faults: faultsOfJson(text, printed) };
  if (TESTED_ELSEWHERE.has(language) || PICTURES.has(language)) return { faults: [] };
  return { faults: [`a block of ${language === '' ? 'no language' : language} must say how it is tested (docs/testing.md)`] };
}

/**
 * What the comment before the block says: `schema Error` (JSON that must keep to that schema of the contract), `last line of FILE` (of
 * what was run before), `part of FILE` (of the project, in which it must stand as it is).
 */
async function faultsOfMarked({ text }: Block, marker: string, { folder }: DocumentedService): Promise<readonly string[]> {
  const [, verb = '', name = ''] = /^(schema|last line of|part of) (\S+)$/.exec(marker) ?? [];
  if (verb === 'schema') {
    const contract = readContract();
    const faults = contract.faultsOfValue({ $ref: `#/components/schemas/${name}` }, JSON.parse(text));
    return faults.map(({ instancePath, message }) => `${instancePath} ${message}`);
  }
  if (verb === 'last line of') {
    if (!existsSync(join(folder, name))) return [`no command before it wrote ${name}`];
    const lines = (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n');
    return shapeDifferences(JSON.parse(text), JSON.parse(lines.at(-1) ?? ''));
  }
  if (verb === 'part of') {
    const file = join(ROOT, name);
    if (!existsSync(file)) return [`there is no ${name}`];
    return (await readFile(file, 'utf8')).includes(text.trim()) ? [] : [`${name} does not say that`];
  }
  return [`"${marker}" is none of: schema NAME, last line of FILE, part of FILE`];
}

function faultsOfJson(text: string, printed: string): readonly string[] {
  if (printed.trim() === '') return ['no command before it printed an answer'];
  try {
    return shapeDifferences(JSON.parse(text), JSON.parse(printed));
  } catch (error) {
    return [`it or what was printed is no JSON: ${String(error)}`];
  }
}

async function faultsOfFailure(act: () => Promise<void>): Promise<readonly string[]> {
  return act().then(
    () => [],
    (error: unknown) => [String(error)],
  );
}
