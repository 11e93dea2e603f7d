import { deliver, SignedEvent } from '../../../apps/sandbox/src/create-sandbox';
import { Random } from '../../../apps/sandbox/src/seed/random';

/** What became of an event: answered 200 at least once, answered 401, never answered, or answered 429 to the last. */
export interface Outcome {
  readonly event: SignedEvent;
  readonly statuses: number[];
}

const REPEATED = 0.2;
const REPLAYED = 0.05;
const CONCURRENCY = 16;
/** Upstream waits ten minutes; the rule is the same. */
const RETRY_MS = 1_500;
const ATTEMPTS = 7;

/** Sends events as upstream does: repeated, shuffled, some again much later, and those answered 429 again. */
export class Sender {
  readonly outcomes = new Map<SignedEvent, Outcome>();
  private readonly random: Random;
  private readonly replays: SignedEvent[] = [];
  sent = 0;

  constructor(
    private readonly url: string,
    seed: number,
    private readonly onSent: (sent: number) => void,
  ) {
    this.random = new Random(seed);
  }

  async send(events: readonly SignedEvent[]): Promise<void> {
    const deliveries = events.flatMap((event) => (this.random.chance(REPEATED) ? [event, event] : [event]));
    this.replays.push(...events.filter(() => this.random.chance(REPLAYED)));
    await this.sendAll(this.shuffled(deliveries));
  }

  /** What was recorded on the way is sent once more. */
  async replay(): Promise<void> {
    await this.sendAll(this.replays.splice(0));
  }

  private async sendAll(deliveries: readonly SignedEvent[]): Promise<void> {
    let next = 0;
    const work = async () => {
      while (next < deliveries.length) await this.deliver(deliveries[next++] as SignedEvent);
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, work));
  }

  private async deliver(event: SignedEvent): Promise<void> {
    const outcome = this.outcomes.get(event) ?? { event, statuses: [] };
    this.outcomes.set(event, outcome);
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const status = await deliver(this.url, event);
      outcome.statuses.push(status);
      if (status !== 429) break;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
    this.onSent((this.sent += 1));
  }

  private shuffled<Item>(items: readonly Item[]): Item[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last -= 1) {
      const other = this.random.int(last + 1);
      [shuffled[last], shuffled[other]] = [shuffled[other] as Item, shuffled[last] as Item];
    }
    return shuffled;
  }
}
