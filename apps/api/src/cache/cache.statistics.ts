import { Injectable, Logger } from '@nestjs/common';

/** How a question was answered: from the cache, by a load of its own, or by one that was under way for somebody else. */
export type CacheOutcome = 'hit' | 'miss' | 'shared';

/** What happened to the questions of a kind since the process started. */
export interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
  readonly shared: number;
  /** Loads that failed: not kept, and told to everyone who waited. */
  readonly errors: number;
}

const NOTHING: CacheCounts = { hits: 0, misses: 0, shared: 0, errors: 0 };
const COUNTED_AS = { hit: 'hits', miss: 'misses', shared: 'shared', error: 'errors' } as const;

/** Counts what the cache does, by kind of question; each answer is a line of the log at level debug. */
@Injectable()
export class CacheStatistics {
  private readonly logger = new Logger(CacheStatistics.name);
  private readonly byKind = new Map<string, CacheCounts>();

  record(kind: string, outcome: CacheOutcome | 'error'): void {
    const counts = this.byKind.get(kind) ?? NOTHING;
    const name = COUNTED_AS[outcome];
    this.byKind.set(kind, { ...counts, [name]: counts[name] + 1 });
    this.logger.debug({ cache: outcome, kind });
  }

  /** A copy of the counts of every kind that was asked for. */
  snapshot(): Readonly<Record<string, CacheCounts>> {
    return Object.fromEntries(this.byKind);
  }
}
