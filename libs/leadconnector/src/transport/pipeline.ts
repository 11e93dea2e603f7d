import { ResolvedOptions } from '../options';
import { Runtime } from '../runtime';
import { answerLayer } from './answer.layer';
import { authLayer } from './auth.layer';
import { bulkheadLayer } from './bulkhead.layer';
import { circuitBreakerLayer } from './circuit-breaker.layer';
import { exchangeLayer } from './exchange.layer';
import { RateLimiter } from './rate-limiter';
import { rateLimitLayer } from './rate-limit.layer';
import { retryLayer } from './retry.layer';
import { timeoutLayer } from './timeout.layer';
import { traceLayer } from './trace.layer';
import { JsonResponse, Layer, RawResponse, Send } from './transport.types';

/** The layers around one HTTP exchange, innermost first: a request passes them from the bottom of the list to its top. */
export function createPipeline(
  http: Send<RawResponse>,
  limiter: RateLimiter,
  options: ResolvedOptions,
  runtime: Runtime,
): Send<JsonResponse> {
  return stack(http)
    .wrap(timeoutLayer(options.responseTimeoutMs, runtime.sleep)) // next to HTTP: it measures one exchange
    .wrap(exchangeLayer(options.onExchange, runtime.clock)) // under every line, so that waiting for a turn is not in its time
    .wrap(traceLayer(options.baseUrl)) // the same
    .wrap(authLayer()) // as far in as can be, so that few layers ever hold the header
    .wrap(bulkheadLayer(options.maxConcurrent)) // under the limit, where a long line would hold slots for nothing: it binds only if answers are slow
    .wrap(rateLimitLayer(limiter)) // outside the time-out: waiting in line is not a slow answer
    .wrap(answerLayer(runtime.clock)) // outside the limit, which reads the headers of every answer; inside the retry, which acts on errors
    .wrap(circuitBreakerLayer(options.circuitBreaker, runtime)) // outside the limit: open, it costs no slot; inside the retry: it judges each attempt
    .wrap(retryLayer(options.maxAttempts, runtime)).send; // outermost: a repetition is paid for and authorized like any request
}

interface Stack<Response> {
  readonly send: Send<Response>;
  wrap<Outer>(layer: Layer<Response, Outer>): Stack<Outer>;
}

function stack<Response>(send: Send<Response>): Stack<Response> {
  return { send, wrap: (layer) => stack(layer(send)) };
}
