import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { PREFIX } from './names';

/** Warm pages take milliseconds, walks that are waited for up to half a minute, long polls a minute, streams as long as their callers do. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** Others than these come to no route. */
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'];

export interface MeasuredAnswer {
  readonly method: string;
  /** Null when there is no such route. */
  readonly route: string | null;
  readonly status: number;
  /** Of the error that it tells of. */
  readonly code?: string;
  readonly isWhole: boolean;
  readonly durationMs: number;
}

/** What callers ask and get. Labels have routes as templates, never paths. */
export class HttpMetrics {
  private readonly requests: Counter<'method' | 'route' | 'status'>;
  private readonly durations: Histogram<'method' | 'route'>;
  private readonly errors: Counter<'route' | 'code'>;
  private readonly inFlight: Gauge;
  private readonly brokenOff: Counter<'route'>;
  private readonly pages: Histogram<'walked'>;
  private readonly exported: Counter<'operation'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.requests = new Counter({
      name: `${PREFIX}http_requests_total`,
      help: 'Requests answered, by route and status.',
      labelNames: ['method', 'route', 'status'],
      registers,
    });
    this.durations = new Histogram({
      name: `${PREFIX}http_request_duration_seconds`,
      help: 'From the head of a request to the end of its answer, by route.',
      labelNames: ['method', 'route'],
      buckets: SECONDS,
      registers,
    });
    this.errors = new Counter({
      name: `${PREFIX}http_errors_total`,
      help: 'Requests answered with an error, by route and its code.',
      labelNames: ['route', 'code'],
      registers,
    });
    this.inFlight = new Gauge({ name: `${PREFIX}http_requests_in_flight`, help: 'Requests that are being answered.', registers });
    this.brokenOff = new Counter({
      name: `${PREFIX}http_answers_broken_off_total`,
      help: 'Answers whose connection ended before they did, by route.',
      labelNames: ['route'],
      registers,
    });
    this.pages = new Histogram({
      name: `${PREFIX}search_page_duration_seconds`,
      help: 'Pages of searches answered 200, by whether something had to be walked first.',
      labelNames: ['walked'],
      buckets: SECONDS,
      registers,
    });
    this.exported = new Counter({
      name: `${PREFIX}exported_records_total`,
      help: 'Messages, changes and conversations given out, by kind of read.',
      labelNames: ['operation'],
      registers,
    });
  }

  began(): void {
    this.inFlight.inc();
  }

  answered({ method, route, status, code, isWhole, durationMs }: MeasuredAnswer): void {
    const labels = { method: METHODS.includes(method) ? method : 'other', route: route ?? 'none' };
    this.inFlight.dec();
    this.requests.inc({ ...labels, status });
    this.durations.observe(labels, durationMs / 1000);
    if (code !== undefined) this.errors.inc({ route: labels.route, code });
    if (!isWhole) this.brokenOff.inc({ route: labels.route });
  }

  gaveOut(operation: string, count: number): void {
    this.exported.inc({ operation }, count);
  }

  answeredPage(hasWalked: boolean, durationMs: number): void {
    this.pages.observe({ walked: String(hasWalked) }, durationMs / 1000);
  }
}
