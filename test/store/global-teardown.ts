import { rmSync } from 'node:fs';
import { expectContractCovered } from '../contract/coverage';
import { COVERAGE_FOLDER } from '../contract/observed';
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

/** Stops what global-setup started; a server that you brought stays. Then, after the whole suite, looks at what it exercised of the contract. */
export default async function globalTeardown(config?: JestRun): Promise<void> {
  const { template, stopTestServer } = globalThis as Started;
  await template?.drop();
  await stopTestServer?.();
  const folder = process.env[COVERAGE_FOLDER];
  if (folder === undefined) return;
  try {
    if (config && isWholeSuite(config)) expectContractCovered(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function isWholeSuite({ testPathPatterns, testNamePattern, onlyChanged, shard, watch, watchAll }: JestRun): boolean {
  return testPathPatterns.patterns.length === 0 && !testNamePattern && !onlyChanged && !shard && !watch && !watchAll;
}
