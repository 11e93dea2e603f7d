import type { RetryLimits } from '../policy/retry-delay.ts';
import type { Runtime } from '../runtime.ts';
import { answerLayer } from './answer.layer.ts';
import { authorizationLayer } from './authorization.layer.ts';
import { retryLayer } from './retry.layer.ts';
import type { Retry } from './retry.layer.ts';
import { timeoutLayer } from './timeout.layer.ts';
import type { Send, Token } from './transport.types.ts';

export interface PipelineSettings {
  readonly fetch: Send;
  readonly token: Token | undefined;
  readonly timeoutMs: number;
  readonly retry: RetryLimits;
  readonly onRetry: ((retry: Retry) => void) | undefined;
  readonly runtime: Runtime;
}

/** The layers, outermost first. */
export function pipeline({ fetch, token, timeoutMs, retry, onRetry, runtime }: PipelineSettings): Send {
  const layers = [
    // Around all: each attempt has a time-out and a token of its own.
    retryLayer(retry, runtime, onRetry),
    // Around the token, which may have to be fetched first.
    timeoutLayer(timeoutMs, runtime),
    // Around the answer: what goes wrong with the token is no failure of the connection.
    authorizationLayer(token),
    answerLayer(runtime),
  ];
  return layers.reduceRight<Send>((next, layer) => layer(next), fetch);
}
