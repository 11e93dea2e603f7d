import { isLeadConnectorError } from '../errors';

/** What a failed request says of its location: upstream is in trouble there, upstream answers there, or nothing at all. */
export type CircuitVerdict = 'trouble' | 'answers' | 'nothing';

/** Unanswered for so long, a request tells of trouble though its call had no more time; one that was given up sooner may have been hasty. */
const SLOW_MS = 5_000;

/**
 * `unansweredMs` is how long the request has been on its way; null when it still waited in line. A refusal is an answer, a 429 too.
 * A 500 for one record (its path names an id) may be that record's own fault, and mustn't keep all others from being read.
 */
export function circuitVerdict(error: unknown, unansweredMs: number | null): CircuitVerdict {
  if (!isLeadConnectorError(error)) return 'nothing';
  switch (error.code) {
    case 'server-error':
      return error.status === 500 && error.path.includes('{') ? 'nothing' : 'trouble';
    case 'network':
      return 'trouble';
    case 'timeout':
      return error.phase !== 'call' || (unansweredMs ?? 0) >= SLOW_MS ? 'trouble' : 'nothing';
    case 'invalid-response':
      return error.reason === 'too-large' ? 'answers' : 'trouble';
    case 'rate-limited':
      return error.source === 'upstream' ? 'answers' : 'nothing';
    case 'aborted':
    case 'circuit-open':
    case 'stalled-paging':
      return 'nothing';
    default:
      return 'answers';
  }
}
