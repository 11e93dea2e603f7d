import { circuitBreaker, CircuitBreakerPolicy, CircuitState, ConsecutiveBreaker, handleWhenResult } from 'cockatiel';
import { LeadConnectorError } from '../errors';
import { circuitVerdict } from '../policy/circuit-verdict';
import { Runtime } from '../runtime';
import { Send, TransportRequest } from './transport.types';

export interface CircuitLimits {
  /** Failures in a row, no answer between them, after which the circuit opens. */
  readonly failures: number;
  /** How long it then stays open before one request may try. */
  readonly openMs: number;
}

/** How long others wait for what comes of a trial: most answers take less, and who waits for one that hangs does so in vain. */
const TRIAL_MS = 800;

type Outcome<Response> = { readonly answer: Response } | { readonly error: unknown; readonly isFailure: boolean };

/**
 * The circuit of one location: open while its requests have failed one after the other, so that the next fail at once instead of late.
 * In a row, not by their share: as long as some get through, repeating helps. Cockatiel keeps the states. It measures time on the wall
 * clock, which may be set back, so its own wait is switched off (-Infinity) and ours, on the monotonic clock, stands before it.
 */
export class CircuitBreaker {
  private readonly policy: CircuitBreakerPolicy;
  private tryAt = -Infinity;
  private readonly inLine = new Set<() => void>();
  private readonly watchers = new Set<() => void>();

  constructor(
    private readonly limits: CircuitLimits,
    private readonly runtime: Runtime,
  ) {
    const breaker = new ConsecutiveBreaker(limits.failures);
    this.policy = circuitBreaker(handleWhenResult(isFailure), { breaker, halfOpenAfter: -Infinity });
    this.policy.onBreak(() => [...this.inLine].forEach((withdraw) => withdraw()));
    this.policy.onStateChange(() => [...this.watchers].forEach((stop) => stop()));
  }

  /** Sends it, or rejects soon with `circuit-open`; so it does for those still in line when the circuit opens. */
  async run<Response>(request: TransportRequest, send: Send<Response>): Promise<Response> {
    if (this.policy.state === CircuitState.HalfOpen) await this.watchTrial(request.signal);
    const waitMs = this.waitMs();
    if (waitMs > 0) throw circuitOpen(request, waitMs);
    const isTrial = this.policy.state === CircuitState.Open;
    const outcome = await this.policy.execute(() => this.attempt(request, send, isTrial));
    if ('error' in outcome) throw outcome.error;
    return outcome.answer;
  }

  /** One caller may ask several things at once: when upstream is well again, not only the first of them should be answered. */
  private async watchTrial(signal: AbortSignal): Promise<void> {
    const watch = new AbortController();
    const stop = (): void => watch.abort();
    signal.throwIfAborted();
    signal.addEventListener('abort', stop);
    this.watchers.add(stop);
    await this.runtime.sleep(TRIAL_MS, watch.signal).catch(() => undefined);
    this.watchers.delete(stop);
    signal.removeEventListener('abort', stop);
    signal.throwIfAborted();
  }

  private waitMs(): number {
    if (this.policy.state === CircuitState.Closed) return 0;
    return this.policy.state === CircuitState.Open ? Math.max(0, this.tryAt - this.runtime.clock.monotonic()) : TRIAL_MS;
  }

  private async attempt<Response>(request: TransportRequest, send: Send<Response>, isTrial: boolean): Promise<Outcome<Response>> {
    const controller = new AbortController();
    const onAbort = (): void => controller.abort(request.signal.reason);
    const withdraw = (): void => controller.abort(circuitOpen(request, this.limits.openMs));
    let leftAt: number | null = null;
    const onTurn = (): void => {
      this.inLine.delete(withdraw);
      leftAt = this.runtime.clock.monotonic();
      request.onTurn?.();
    };
    request.signal.throwIfAborted();
    request.signal.addEventListener('abort', onAbort);
    this.inLine.add(withdraw);
    try {
      return { answer: await send({ ...request, signal: controller.signal, onTurn }) };
    } catch (caught) {
      const error: unknown = controller.signal.aborted ? controller.signal.reason : caught;
      return this.judge(error, leftAt === null ? null : this.runtime.clock.monotonic() - leftAt, isTrial);
    } finally {
      request.signal.removeEventListener('abort', onAbort);
      this.inLine.delete(withdraw);
    }
  }

  /** What is thrown counts neither way; but a trial that told nothing must not close the circuit, and the next may try at once. */
  private judge(error: unknown, unansweredMs: number | null, isTrial: boolean): { error: unknown; isFailure: boolean } {
    const verdict = circuitVerdict(error, unansweredMs);
    // One that left before the circuit opened tells nothing new.
    const isLate = !isTrial && this.policy.state !== CircuitState.Closed;
    if (!isTrial && (isLate || verdict === 'nothing')) throw error;
    if (verdict === 'trouble') this.tryAt = this.runtime.clock.monotonic() + this.limits.openMs;
    return { error, isFailure: verdict !== 'answers' };
  }
}

function isFailure(outcome: unknown): boolean {
  return (outcome as Outcome<unknown> & { isFailure?: boolean }).isFailure === true;
}

function circuitOpen(request: TransportRequest, waitMs: number): LeadConnectorError {
  return new LeadConnectorError({ code: 'circuit-open', retryAfterMs: Math.ceil(waitMs) }, request);
}
