import { setTimeout as delay } from 'node:timers/promises';
import { FastifyReply, FastifyRequest } from 'fastify';
import { deliver, isTerminal } from '../faults/deliver';
import { RandomFaults } from '../faults/fault-rate';
import { FaultScript } from '../faults/fault-script';
import { RateLimiter } from '../limits/rate-limiter';
import { Ask, Backend, Route } from '../routes/route';
import { authenticate, requireLocation, requireScope, requireVersion } from './authorization';
import { Parameters } from './parameters';
import { RecordedRequest } from './recorded-request';
import { RequestLog } from './request-log';
import { unprocessable, UpstreamError } from './upstream-error';

/** What every exchange passes through besides its route. */
export interface Gate {
  readonly limiter: RateLimiter;
  readonly script: FaultScript;
  readonly randomFaults: RandomFaults;
  readonly log: RequestLog;
  /** Aborted when the sandbox closes, so that no slow answer outlives it. */
  readonly closing: AbortSignal;
}

/** Serves one request of a route: version, token, scope, location, limit, scripted faults, then the answer, in this order. */
export async function serve(route: Route, backend: Backend, gate: Gate, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const record = recordOf(request, backend);
  gate.log.add(record);
  const traceId = backend.ids.traceId();
  let fault = gate.script.take(record, 'beforeAuth');
  let status = 200;
  let body: Record<string, unknown> = {};
  try {
    if (!fault || !isTerminal(fault)) {
      const ask = askOf(request);
      const locationId = route.anonymous ? '' : authorize(route, ask, backend, request, record);
      if (!route.anonymous && !gate.limiter.admit(locationId)) throw new UpstreamError(429, 'Too Many Requests');
      fault ??= gate.script.take(record, 'afterAuth') ?? gate.randomFaults.take();
      if (backend.options.latencyMs > 0) await delay(backend.options.latencyMs, undefined, { signal: gate.closing });
      if (!fault || !isTerminal(fault)) body = route.answer(ask, backend, locationId);
    }
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    status = error.statusCode;
    body = error.body();
  }
  reply.headers(gate.limiter.headers(record.locationId ?? undefined)).status(status);
  await deliver({ reply, record, body: { ...body, traceId }, fault, closing: gate.closing });
}

function authorize(route: Route, ask: Ask, backend: Backend, request: FastifyRequest, record: RecordedRequest): string {
  requireVersion(request.headers.version);
  const token = authenticate(request.headers.authorization, backend.world, backend.clock.now());
  record.tokenLabel = token.label;
  requireScope(token, route.scope);
  const located = route.locate(ask, backend);
  if (located === undefined && route.requiresLocationId) {
    throw unprocessable(['locationId must be a string', 'locationId should not be empty']);
  }
  // An entity that does not exist is nobody's: the request counts against the token's own location, and the route answers 404.
  const locationId = located ?? token.locationIds[0] ?? '';
  requireLocation(token, locationId);
  record.locationId = locationId;
  return locationId;
}

function askOf(request: FastifyRequest): Ask {
  return {
    path: request.params as Record<string, string>,
    query: new Parameters(singleValues(request.query as Record<string, string | string[]>)),
    body: (request.body as Record<string, unknown> | null | undefined) ?? {},
  };
}

function recordOf(request: FastifyRequest, { clock }: Backend): RecordedRequest {
  return {
    method: request.method,
    path: request.url.split('?', 1)[0] ?? '',
    query: singleValues(request.query as Record<string, string | string[]>),
    ...(request.body === undefined ? {} : { body: request.body }),
    locationId: null,
    tokenLabel: null,
    status: 0,
    at: clock.now(),
  };
}

/** A repeated parameter becomes a comma-separated list. */
function singleValues(query: Record<string, string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]));
}
