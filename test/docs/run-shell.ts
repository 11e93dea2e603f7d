import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { isProgram, readShell } from './commands';
import { faultsOfCommand } from './verify-command';
import { DocumentedService } from './stage';

const run = promisify(execFile);
const TIMEOUT_MS = 60_000;

/** An answer with an error is a command that failed, also where the page doesn't say `-f`. */
const FAILING_CURL = `set -euo pipefail
curl() {
  case " $* " in
    *" -sf "*) command curl --max-time 30 "$@" ;;
    *) command curl --fail-with-body --max-time 30 "$@" ;;
  esac
}
`;

export interface Outcome {
  readonly output: string;
  readonly faults: readonly string[];
}

/** Runs what can be run of a block in the service's folder, and looks at the rest. */
export async function runShell(text: string, service: DocumentedService): Promise<Outcome> {
  const { run: commands, verified, unknown } = readShell(text);
  if (isProgram(text)) return execute(service.here(text), service);
  const faults = [...unknown.map((command) => `${command}: nobody said how this is tested`), ...verified.flatMap(faultsOfCommand)];
  if (commands.length === 0) return { output: '', faults };
  const outcome = await execute(FAILING_CURL + service.here(commands.join('\n')), service);
  return { output: outcome.output, faults: [...faults, ...outcome.faults] };
}

async function execute(program: string, { folder, environment }: DocumentedService): Promise<Outcome> {
  const file = join(folder, 'block.sh');
  await writeFile(file, program);
  try {
    const options = { cwd: folder, env: { ...process.env, ...environment }, timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 };
    const { stdout } = await run('bash', [file], options);
    return { output: stdout, faults: [] };
  } catch (error) {
    const { stdout, stderr, code } = error as { stdout: string; stderr: string; code: number };
    return { output: stdout, faults: [`ended with ${code}: ${stderr}${stdout.slice(0, 500)}`] };
  }
}
