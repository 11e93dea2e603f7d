import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { notedExport } from '../audit/export.note';
import { whenAnswered } from '../http/answered';
import { notedError } from '../http/noted-error';
import { routeOf } from '../http/route';
import { Metrics } from './metrics';
import { METRICS } from './metrics.token';

/** Measures every answer, where there are metrics. */
export function measureRequests(app: NestFastifyApplication): void {
  const metrics = app.get<Metrics | null>(METRICS, { strict: false });
  if (!metrics) return;
  const { http } = metrics;
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', (_request, _reply, done) => {
      http.began();
      done();
    });
  whenAnswered(app, (request, answered) => {
    http.answered({ method: request.method, route: routeOf(request), code: notedError(request), ...answered });
    const noted = notedExport(request);
    if (!noted || answered.status >= 400) return;
    http.gaveOut(noted.operation, noted.count);
    if (noted.operation === 'search' && answered.status === 200) http.answeredPage(noted.hasWaited ?? false, answered.durationMs);
  });
}
