import { appendFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where what the suite exercised of the contract is gathered, a file for each process; global-setup sets it. */
export const COVERAGE_FOLDER = 'CONTRACT_COVERAGE_FOLDER';

let faults: string[] = [];
let allowed: RegExp | null = null;
const exercised = new Set<string>();

/** An answer broke the contract: the test that is running fails. */
export function noteFault(fault: string): void {
  if (!allowed?.test(fault)) faults.push(fault);
}

/** Until the test ends, answers may break the contract in this way: upstream's own records are passed on as they are, however odd. */
export function allowFaults(like: RegExp): void {
  allowed = like;
}

/** What was noted since it was last asked for. */
export function takeFaults(): readonly string[] {
  const taken = faults;
  faults = [];
  allowed = null;
  return taken;
}

/** As in `get /path answered 200` or `get /path given query limit`. */
export function noteExercised(what: string): void {
  exercised.add(what);
}

/** Hands what was exercised over to the check at the end of the suite. */
export function saveExercised(): void {
  const folder = process.env[COVERAGE_FOLDER];
  if (folder === undefined || exercised.size === 0) return;
  appendFileSync(join(folder, `${process.pid}.txt`), [...exercised].map((line) => `${line}\n`).join(''));
  exercised.clear();
}
