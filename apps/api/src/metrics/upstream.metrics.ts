import { Exchange, RateBudget } from '@app/leadconnector';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { PREFIX } from './names';

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15];

/** What LeadConnector is asked, and how much of the locations' budgets that takes. */
export class UpstreamMetrics {
  private readonly requests: Counter<'method' | 'endpoint' | 'outcome' | 'priority'>;
  private readonly durations: Histogram<'method' | 'endpoint'>;
  private readonly intervalUsed: Gauge;
  private readonly dailyUsed: Gauge;
  private readonly locations: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.requests = new Counter({
      name: `${PREFIX}upstream_requests_total`,
      help: 'Requests sent to LeadConnector, repetitions included, by endpoint, status or error, and who waited for them.',
      labelNames: ['method', 'endpoint', 'outcome', 'priority'],
      registers,
    });
    this.durations = new Histogram({
      name: `${PREFIX}upstream_request_duration_seconds`,
      help: 'From a request to LeadConnector sent to its whole answer read, waiting for a turn not included.',
      labelNames: ['method', 'endpoint'],
      buckets: SECONDS,
      registers,
    });
    this.intervalUsed = new Gauge({
      name: `${PREFIX}upstream_budget_used_ratio`,
      help: 'Of the requests that may leave in an interval the share that is spent, in the location of this process that has spent most.',
      registers,
    });
    this.dailyUsed = new Gauge({
      name: `${PREFIX}upstream_daily_budget_used_ratio`,
      help: "Of today's requests the share that is spent, in the location of this process that has spent most; 0 while nothing is known.",
      registers,
    });
    this.locations = new Gauge({
      name: `${PREFIX}upstream_locations`,
      help: 'Locations whose budgets this process keeps in mind.',
      registers,
    });
  }

  onExchange({ method, path: endpoint, priority, outcome, durationMs }: Exchange): void {
    this.requests.inc({ method, endpoint, outcome: String(outcome), priority });
    this.durations.observe({ method, endpoint }, durationMs / 1000);
  }

  /** Of all locations that this process asks about. */
  showBudgets(budgets: readonly RateBudget[]): void {
    this.locations.set(budgets.length);
    this.intervalUsed.set(largest(budgets.map(({ limit, remaining }) => 1 - remaining / limit)));
    this.dailyUsed.set(largest(budgets.map(spentToday)));
  }
}

/** Not by Math.max(...): there may be ten thousand. */
function largest(shares: readonly number[]): number {
  return shares.reduce((most, share) => Math.max(most, share), 0);
}

function spentToday({ dailyLimit, dailyRemaining }: RateBudget): number {
  return dailyLimit && dailyRemaining !== null ? 1 - dailyRemaining / dailyLimit : 0;
}
