import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** What is read of one of jest's reports. */
interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
  readonly numRuntimeErrorTestSuites: number;
  readonly testResults: readonly { readonly name: string; readonly assertionResults: readonly unknown[] }[];
}

/**
 * `test-totals.ts <folder of reports> <suite>...` adds up what jest reported as embedded.json and server.json: `N passed, N failed`, and
 * `, N skipped` if any were. The suites that would have run again on a server, had there been one, count as skipped.
 */
function main([reports = '.', ...storeSuites]: readonly string[]): void {
  const read = (name: string) => JSON.parse(readFileSync(join(reports, name), 'utf8')) as Report;
  const embedded = read('embedded.json');
  const hasServer = existsSync(join(reports, 'server.json'));
  const runs = hasServer ? [embedded, read('server.json')] : [embedded];
  const sum = (valueOf: (run: Report) => number) => runs.reduce((total, run) => total + valueOf(run), 0);

  const isStoreSuite = (name: string) => storeSuites.some((suite) => relative(process.cwd(), name).startsWith(suite));
  const missed = embedded.testResults.filter(({ name }) => isStoreSuite(name)).flatMap(({ assertionResults }) => assertionResults);
  const passed = sum(({ numPassedTests }) => numPassedTests);
  const failed = sum(({ numFailedTests, numRuntimeErrorTestSuites }) => numFailedTests + numRuntimeErrorTestSuites);
  const skipped = sum(({ numPendingTests, numTodoTests }) => numPendingTests + numTodoTests) + (hasServer ? 0 : missed.length);
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  if (failed > 0) process.exitCode = 1;
}

main(process.argv.slice(2));
