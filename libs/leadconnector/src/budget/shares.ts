/** Of upstream's limit, what several processes that share it through Redis hand out; the rest is kept back for when Redis is lost. */
const HANDED_OUT = 0.95;
/** A process that never heard from Redis takes itself for one of so many. */
const ASSUMED_PROCESSES = 4;
/** A lone process counts for two, so that another one may start while it is out of reach. */
const FEWEST_PROCESSES = 2;

/** Requests in any interval that Redis hands out: 95 of 100. */
export function capacityOf(limit: number): number {
  return Math.ceil(limit * HANDED_OUT);
}

/** What each process may send by itself while Redis is lost; `processes` is null when that was never known. All shares together are at most the capacity. */
export function shareOf(limit: number, processes: number | null): number {
  return Math.floor(capacityOf(limit) / countOf(processes));
}

/** What each process may send by itself at once when Redis is lost, whatever the others have sent: its part of what is kept back. */
export function reserveOf(limit: number, processes: number | null): number {
  return Math.floor((limit - capacityOf(limit)) / countOf(processes));
}

function countOf(processes: number | null): number {
  return Math.max(processes ?? ASSUMED_PROCESSES, FEWEST_PROCESSES);
}
