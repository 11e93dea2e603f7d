import { Injectable } from '@nestjs/common';
import { ConnectionFigures, Database, Statement } from './database';
import { EventDeadLetterStore, InboxCounts } from './event-dead-letter.store';

/** How far the copies of some locations lag behind. */
export interface CoverageFigures {
  /** Locations that are kept complete by themselves, or those that are read when somebody asks. */
  readonly isConnected: boolean;
  readonly locations: number;
  /** Seconds since the moment up to which the copy is complete: of half of the locations at most so much, of nineteen in twenty, of all. */
  readonly medianSeconds: number;
  readonly p95Seconds: number;
  readonly oldestSeconds: number;
  /** Locations whose copy is older than what an idle one may be. */
  readonly stale: number;
}

/** What is in the store over all locations, whichever process put it there. */
export interface StoreFigures {
  readonly coverage: readonly CoverageFigures[];
  /** Events that wait to be applied, and those that were given up. */
  readonly events: InboxCounts;
  /** Connected locations whose background goes on, fails, waits for a new token, or was stopped. */
  readonly background: Readonly<Record<'active' | 'failing' | 'needs-reauthorization' | 'stopped', number>>;
}

/** The longest interval between two tails of an idle location, the lag that nothing is promised within, and as much again as a walk may take. */
const STALE_SECONDS = 1_200;

/** Figures over all locations: never of one of them. */
@Injectable()
export class Figures {
  constructor(
    private readonly database: Database,
    private readonly deadLetters: EventDeadLetterStore,
  ) {}

  /** @throws MessagesError `store-unavailable` */
  async read(): Promise<StoreFigures> {
    const [coverage, events, [background]] = await Promise.all([
      this.database.query<CoverageRow>(COVERAGE, [STALE_SECONDS]),
      this.deadLetters.counts(),
      this.database.query<BackgroundRow>(BACKGROUND, []),
    ]);
    return {
      coverage: coverage.map((row) => ({
        isConnected: row.is_connected,
        locations: row.locations,
        medianSeconds: row.median,
        p95Seconds: row.p95,
        oldestSeconds: row.oldest,
        stale: row.stale,
      })),
      events,
      background: {
        active: background?.active ?? 0,
        failing: background?.failing ?? 0,
        'needs-reauthorization': background?.parked ?? 0,
        stopped: background?.stopped ?? 0,
      },
    };
  }

  /** What this process's connections to the store do now. */
  connections(): { readonly statements: ConnectionFigures; readonly pages: ConnectionFigures } {
    return this.database.figures();
  }
}

interface CoverageRow {
  readonly is_connected: boolean;
  readonly locations: number;
  readonly median: number;
  readonly p95: number;
  readonly oldest: number;
  readonly stale: number;
}

interface BackgroundRow {
  readonly active: number;
  readonly failing: number;
  readonly parked: number;
  readonly stopped: number;
}

// A connected location that has no copy yet is as old as its connection; one that an operator has stopped is read when somebody asks. E-mail
// is walked only when it's asked for, so its age tells nothing.
const COVERAGE: Statement = {
  name: 'figures.coverage',
  reach: 'all-locations',
  text: `
    with ages as (
      select k.location_id is not null as is_connected,
             greatest(0, extract(epoch from clock_timestamp() - coalesce(c.as_of, k.created_at)))::float8 as age
        from (select location_id, as_of from coverage where channel = 'messages') c
        full join (
          select location_id, created_at from connections
           where not exists (select from background b where b.location_id = connections.location_id and b.stopped_at is not null)
        ) k using (location_id)
       where c.as_of is not null or k.location_id is not null
    )
    select is_connected, count(*)::integer as locations, percentile_cont(0.5) within group (order by age) as median,
           percentile_cont(0.95) within group (order by age) as p95, max(age) as oldest,
           (count(*) filter (where age > $1))::integer as stale
      from ages
     group by is_connected`,
};
const BACKGROUND: Statement = {
  name: 'figures.background',
  reach: 'all-locations',
  text: `
    select (count(*) filter (where stopped_at is not null))::integer as stopped,
           (count(*) filter (where stopped_at is null and parked_at is not null))::integer as parked,
           (count(*) filter (where stopped_at is null and parked_at is null and failures > 0))::integer as failing,
           (count(*) filter (where stopped_at is null and parked_at is null and failures = 0))::integer as active
      from background`,
};
