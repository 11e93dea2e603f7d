import { RecordedRequest } from '../http/recorded-request';
import { Fault, Match } from './fault';

interface Rule {
  readonly match: Match;
  readonly fault: Fault;
  /** Matching requests still to be let through. */
  skip: number;
  remaining: number;
}

/** The faults a test has ordered. Each request is hit by at most one per phase: the oldest order that matches. */
export class FaultScript {
  #rules: Rule[] = [];

  /** The next `times` matching requests (from the nth on, where the match says so) go wrong. */
  next(match: Match, fault: Fault, times = 1): void {
    const nth = typeof match === 'function' ? 1 : (match.nth ?? 1);
    this.#rules.push({ match, fault, skip: nth - 1, remaining: times });
  }

  /** Every matching request goes wrong until {@link clear}. */
  always(match: Match, fault: Fault): void {
    this.next(match, fault, Number.POSITIVE_INFINITY);
  }

  clear(): void {
    this.#rules = [];
  }

  /** The fault for this request in this phase, used up by the call. */
  take(request: RecordedRequest, phase: 'beforeAuth' | 'afterAuth'): Fault | undefined {
    let taken: Rule | undefined;
    for (const rule of this.#rules) {
      if (Boolean(rule.fault.beforeAuth) !== (phase === 'beforeAuth') || !matches(rule.match, request)) continue;
      if (rule.skip > 0) rule.skip -= 1;
      else taken ??= rule;
    }
    if (!taken) return undefined;
    taken.remaining -= 1;
    this.#rules = this.#rules.filter((rule) => rule.remaining > 0);
    return taken.fault;
  }
}

function matches(match: Match, request: RecordedRequest): boolean {
  if (typeof match === 'function') return match(request);
  const { method, path } = match;
  if (method !== undefined && method.toUpperCase() !== request.method) return false;
  if (path === undefined) return true;
  // `search` rather than `test`, which would remember where a global or sticky expression stopped.
  return typeof path === 'string' ? path === request.path : request.path.search(path) >= 0;
}
