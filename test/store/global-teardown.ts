import { rmSync } from 'node:fs';
import { expectContractCovered } from '../contract/coverage';
import { COVERAGE_FOLDER } from '../contract/observed';
import { expectNothingCrossing } from '../partitions/every-statement';
import { STATEMENTS_FOLDER } from '../partitions/recorded';
import { Started } from './global-setup';

/** What of Jest's global configuration narrows what is run. */
interface JestRun {
  readonly testPathPatterns: { readonly patterns: readonly string[] };
  readonly testNamePattern?: string;
  readonly onlyChanged?: boolean;
  readonly shard?: object;
  readonly watch?: boolean;
  readonly watchAll?: boolean;
}

/**
 * After the whole suite looks at what it exercised of the contract, and which statements it ran. Stops what global-setup started; a server
 * that you brought stays.
 */
export default async function globalTeardown(config?: JestRun): Promise<void> {
  const [contract, statements] = [process.env[COVERAGE_FOLDER], process.env[STATEMENTS_FOLDER]];
  const isWhole = config !== undefined && isWholeSuite(config);
  try {
    if (contract !== undefined && isWhole) expectContractCovered(contract);
    if (statements !== undefined && isWhole) await expectNothingCrossing(statements);
  } finally {
    for (const folder of [contract, statements]) if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    const { template, stopTestServer } = globalThis as Started;
    await template?.drop();
    await stopTestServer?.();
  }
}

function isWholeSuite({ testPathPatterns, testNamePattern, onlyChanged, shard, watch, watchAll }: JestRun): boolean {
  return testPathPatterns.patterns.length === 0 && !testNamePattern && !onlyChanged && !shard && !watch && !watchAll;
}
