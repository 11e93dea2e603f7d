import { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Store } from '@app/messages';
import { Logger } from 'nestjs-pino';
import { performance } from 'node:perf_hooks';
import { Environment } from '../config/environment';
import { ENVIRONMENT } from '../config/environment.token';
import { bodyOf } from '../http/error.filter';
import { WEBHOOK_PATH } from '../webhooks/webhook.route';
import { AcceptDelay } from './accept-delay';
import { Admission } from './admission';

const LOOK_EVERY_MS = 50;
const RETRY_AFTER_SECONDS = 1;
const MESSAGE = 'The service has more to do than it can; try again.';

/**
 * Refuses a part of the requests with 503 `overloaded` while the process is behind: before their bodies are read, tokens checked or the store
 * asked, so that a refusal costs next to nothing. Behind is a process whose timers are late, that takes new connections late, or whose
 * statements wait long for one of the database's: there requests queue while its timers are still in time. Probes are always answered. So are
 * LeadConnector's events, which have a limit of their own and are refused with 429: it gives up what gets a 503. And so are installations:
 * what a browser brings back from LeadConnector is good but once.
 */
export function shedRequests(app: NestFastifyApplication): void {
  const { OVERLOAD_DELAY_MS: maxDelayMs } = app.get<Environment>(ENVIRONMENT);
  if (maxDelayMs === 0) return;
  const store = app.get(Store);
  const logger = app.get(Logger);
  const admission = new Admission(maxDelayMs);
  const server = app.getHttpAdapter().getInstance();
  const accepting = new AcceptDelay(server.server);
  let looking: NodeJS.Timeout | undefined;
  server.addHook('onReady', (done) => {
    looking = lookEvery(LOOK_EVERY_MS, (lateMs) => {
      const wasRefusing = admission.isRefusing;
      admission.observe(Math.max(lateMs, accepting.ms, store.waitMs));
      accepting.try();
      if (admission.isRefusing === wasRefusing) return;
      if (wasRefusing) logger.log('all requests are let in again', 'Overload');
      else logger.warn('requests are refused: there is more to do than can be done', 'Overload');
    });
    done();
  });
  server.addHook('preClose', (done) => {
    clearInterval(looking);
    accepting.stop();
    done();
  });
  server.addHook('onRequest', (request, reply, done) => {
    if (isAlwaysServed(request.url) || admission.admits()) return done();
    const body = bodyOf({ statusCode: 503, code: 'overloaded', message: MESSAGE }, request.id);
    void reply.status(503).header('Retry-After', String(RETRY_AFTER_SECONDS)).header('Cache-Control', 'no-store').send(body);
  });
}

const ALWAYS_SERVED = ['/health/', '/oauth/', WEBHOOK_PATH];

function isAlwaysServed(url: string): boolean {
  return ALWAYS_SERVED.some((beginning) => url.startsWith(beginning));
}

/** Calls back at this interval, with how much too late that was. */
function lookEvery(milliseconds: number, callBack: (lateMs: number) => void): NodeJS.Timeout {
  let last = performance.now();
  return setInterval(() => {
    const now = performance.now();
    callBack(now - last - milliseconds);
    last = now;
  }, milliseconds).unref();
}
