import { LeadConnectorClient } from '@app/leadconnector';
import { Figures, MessagesObserver } from '@app/messages';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { CacheStatistics } from '../cache/cache.statistics';
import { cacheMetrics } from './cache.metrics';
import { connectionMetrics } from './connection.metrics';
import { HttpMetrics } from './http.metrics';
import { storeMetrics } from './store.metrics';
import { syncMetrics } from './sync.metrics';
import { UpstreamMetrics } from './upstream.metrics';

/** Of the app's parts, those that have figures of their own. */
export interface MeasuredParts {
  readonly figures: Figures;
  readonly statistics: CacheStatistics;
  readonly client: LeadConnectorClient;
}

/** A metric, whatever its values. */
export interface DescribedMetric {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly labels: readonly string[];
}

/** Every metric of one app. Made before the app, whose parts report to it. */
export class Metrics {
  readonly http: HttpMetrics;
  readonly upstream: UpstreamMetrics;
  readonly observer: MessagesObserver;
  private readonly registry = new Registry();
  /** Before anything is read: gauges that are shown together are read together. */
  private readonly shown: (() => void | Promise<void>)[] = [];

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    this.http = new HttpMetrics(this.registry);
    this.upstream = new UpstreamMetrics(this.registry);
    this.observer = syncMetrics(this.registry);
  }

  /** Adds what is read when somebody scrapes. */
  measure({ figures, statistics, client }: MeasuredParts): void {
    this.shown.push(
      cacheMetrics(this.registry, statistics),
      connectionMetrics(this.registry, figures),
      storeMetrics(this.registry, figures),
      () => this.upstream.showBudgets(client.budgets()),
    );
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  /** What there is, whether it has values now or not. */
  described(): readonly DescribedMetric[] {
    return this.registry.getMetricsAsArray().map((metric) => {
      const { name, help, type, labelNames } = metric as unknown as DescribedMetric & { readonly labelNames: readonly string[] };
      return { name, help, type: String(type), labels: labelNames };
    });
  }

  /** All of them in Prometheus's text format. */
  async text(): Promise<string> {
    await Promise.all(this.shown.map(async (show) => show()));
    return this.registry.metrics();
  }
}
