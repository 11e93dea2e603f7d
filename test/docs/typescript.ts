import { build } from 'esbuild';
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as ts from 'typescript';
import { ROOT } from './documents';

const run = promisify(execFile);
const SDK = join(ROOT, 'sdks', 'typescript', 'src', 'index.ts');
const TIMEOUT_MS = 60_000;

/** The TypeScript of a page, one block after the other. */
export interface PageProgram {
  readonly page: string;
  readonly text: string;
}

/** What the compiler has against the programs, each as if it stood beside its page. */
export function compileErrors(programs: readonly PageProgram[]): readonly string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (file) => ts.sys.readFile(file)) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, ROOT);
  const texts = new Map(programs.map(({ page, text }) => [fileOf(page), `${text}\nexport {};\n`]));
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists } = host;
  host.readFile = (file) => texts.get(file) ?? readFile(file);
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  const { getSourceFile } = host;
  host.getSourceFile = (file, language, ...rest) => {
    const text = texts.get(file);
    return text === undefined ? getSourceFile(file, language, ...rest) : ts.createSourceFile(file, text, language);
  };
  const program = ts.createProgram([...texts.keys()], optionsOf(options), host);
  const files = [...texts.keys()].map((file) => program.getSourceFile(file));
  const diagnostics = files.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]);
  return diagnostics.map(({ file, start = 0, messageText }) => {
    const line = file ? file.text.slice(0, start).split('\n').length : 0;
    const shown = file?.text.split('\n')[line - 1]?.trim() ?? '';
    return `${file?.fileName.slice(ROOT.length + 1) ?? ''}: ${shown}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

function optionsOf(options: ts.CompilerOptions): ts.CompilerOptions {
  return {
    ...options,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    paths: { ...options.paths, 'leadconnector-messages-client': [SDK] },
    noUnusedLocals: false,
    incremental: false,
    noEmit: true,
  };
}

function fileOf(page: string): string {
  return join(ROOT, dirname(page), `${page.replaceAll(/[^A-Za-z]/g, '_')}.shown.ts`);
}

/** Runs a program in a process of its own. @throws what it fails with */
export async function runProgram({ page, text }: PageProgram): Promise<string> {
  // Under the dependencies, which are not bundled, so that it finds them.
  const folder = await mkdtemp(join(ROOT, 'node_modules', '.docs-'));
  try {
    const outfile = join(folder, 'program.mjs');
    await build({
      ...{ bundle: true, platform: 'node', format: 'esm', packages: 'external', logLevel: 'silent', outfile },
      alias: { 'leadconnector-messages-client': SDK },
      stdin: { contents: text, loader: 'ts', resolveDir: join(ROOT, dirname(page)), sourcefile: `${page}.ts` },
      tsconfig: join(ROOT, 'tsconfig.json'),
    });
    const { stdout } = await run(process.execPath, [outfile], { cwd: folder, timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 });
    return stdout;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
