import { createHash } from 'node:crypto';

/** A Lua script, to be run by its digest (EVALSHA), and by its source (EVAL) where Redis doesn't know it yet. */
export interface BudgetScript {
  readonly name: string;
  readonly source: string;
  readonly sha1: string;
}

/**
 * All that the budget asks of Redis, so that no client of it is needed here. `run` resolves with the script's answer; it rejects within 50 ms
 * when there is none, and at once when Redis is known to be away. A lost connection is to be made again in about a second, since processes that
 * share a budget wait only so long for each other.
 */
export interface BudgetRedis {
  run(script: BudgetScript, keys: readonly string[], args: readonly string[]): Promise<unknown>;
}

export function budgetScript(name: string, source: string): BudgetScript {
  return { name, source, sha1: createHash('sha1').update(source).digest('hex') };
}
