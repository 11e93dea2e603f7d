import { Clock, Runtime } from '@app/leadconnector';
import { setImmediate as turn } from 'node:timers/promises';

/** The client's time-outs on stage: of odd lengths, so that they are told apart from its other waits. */
export const TIME_OUTS = { connectTimeoutMs: 5_001, responseTimeoutMs: 15_001, callTimeoutMs: 60_001 };

/** How long the users that an answer lacks are looked up for. */
const LOOK_UP_MS = 1_500;

/** How long a search waits for its walk, and a read for its answer. */
export const READ_MS = 25_001;

/** How long others wait for the trial of a circuit that was open. */
const TRIAL_MS = 800;

/** How long LeadConnector may take to say whether it accepts a token that is to be stored. */
const PROBE_MS = 20_000;

const HELD: ReadonlySet<number> = new Set([...Object.values(TIME_OUTS), READ_MS, LOOK_UP_MS, TRIAL_MS, PROBE_MS]);

/** A runtime without real waits: pauses are over at once, on a clock that they advance, and time-outs strike only when told to. */
export class ControlledRuntime implements Runtime {
  readonly clock: Runtime['clock'];
  private elapsedMs = 0;
  private readonly held = new Set<{ readonly ms: number; readonly ring: () => void }>();

  constructor({ now }: Pick<Clock, 'now'>) {
    this.clock = { now, monotonic: () => this.elapsedMs };
  }

  /** Zero makes every back-off pass at once. */
  readonly random = (): number => 0;

  readonly sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
    if (HELD.has(ms)) return this.hold(ms, signal);
    await turn();
    signal?.throwIfAborted();
    this.elapsedMs += ms;
  };

  /** Every answer that is being waited for now is too late. */
  timeOutAnswers(): void {
    this.ring(TIME_OUTS.responseTimeoutMs);
  }

  /** The time of every read under way is over. */
  timeOutReads(): void {
    this.ring(READ_MS);
  }

  /** Reads under way. */
  get reading(): number {
    return [...this.held].filter(({ ms }) => ms === READ_MS).length;
  }

  /** Time in which nobody waits for anything. */
  pass(ms: number): void {
    this.elapsedMs += ms;
  }

  private ring(length: number): void {
    for (const { ms, ring } of [...this.held]) if (ms === length) ring();
  }

  private hold(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = { ms, ring: () => (this.held.delete(timer), resolve()) };
      this.held.add(timer);
      signal?.addEventListener('abort', () => {
        this.held.delete(timer);
        reject(signal.reason as Error);
      });
    });
  }
}
