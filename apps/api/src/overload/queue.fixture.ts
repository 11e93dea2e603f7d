import { Admission } from './admission';

const CONNECTIONS = 10;
const LOOK_EVERY_MS = 50;
const SECONDS = 10;

/** Requests that come evenly, each with so many statements one after another. */
export interface ModelLoad {
  /** Requests that can be served. */
  readonly perSecond: number;
  /** As many times that are sent. */
  readonly times: number;
  readonly statements: number;
}

export interface ModelOutcome {
  /** Of what could have been served in the time. */
  readonly served: number;
  readonly refused: number;
  readonly p99Ms: number;
}

interface Request {
  readonly at: number;
  since: number;
  end: number;
  left: number;
}

/** Ten seconds of a line before ten connections, a millisecond at a time, as the admission sees it and acts on it. For its tests. */
export function serveInModel(admission: Pick<Admission, 'admits' | 'observe'>, { perSecond, times, statements }: ModelLoad): ModelOutcome {
  const statementMs = (CONNECTIONS * 1000) / (perSecond * statements);
  const line: Request[] = [];
  let served: Request[] = [];
  const tookMs: number[] = [];
  let due = 0;
  let refused = 0;
  for (let now = 0; now < SECONDS * 1000; now += 1) {
    const ended = served.filter(({ end }) => end <= now);
    served = served.filter(({ end }) => end > now);
    for (const request of ended) {
      request.left -= 1;
      request.since = now;
      if (request.left > 0) line.push(request);
      else tookMs.push(now - request.at);
    }
    for (due += (perSecond * times) / 1000; due >= 1; due -= 1) {
      if (admission.admits()) line.push({ at: now, since: now, end: 0, left: statements });
      else refused += 1;
    }
    for (const request of line.splice(0, CONNECTIONS - served.length)) {
      // What was there at the end of a connection's last statement is begun then, not at the end of the millisecond.
      request.end = Math.max(request.since, now - 1) + statementMs;
      served.push(request);
    }
    if (now % LOOK_EVERY_MS === 0) admission.observe(line[0] ? now - line[0].since : 0);
  }
  tookMs.sort((one, other) => one - other);
  return { served: tookMs.length / (perSecond * SECONDS), refused, p99Ms: tookMs[Math.floor(tookMs.length * 0.99)] ?? 0 };
}
