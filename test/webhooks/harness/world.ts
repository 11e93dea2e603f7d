import { createSandbox, MAIN_LOCATION_ID, ManualClock, Sandbox, SignedEvent } from '../../../apps/sandbox/src/create-sandbox';
import { Random } from '../../../apps/sandbox/src/seed/random';

const CONTACTS = 300;
/** Between one event and the next, so that no two of a contact are of one moment. */
const STEP_MS = 2;
/** How late the index may be, by the configuration of the API. */
export const SETTLING_LAG_MS = 1_000;
const FORGED = 0.05;
const MESSAGES = 0.7;

/** A world whose changes are told by events alone: calls that nobody else says who took, and contacts that change their names. */
export class EventfulWorld {
  private readonly random: Random;
  private readonly contactIds: string[] = [];
  private taken = 0;

  private constructor(
    readonly sandbox: Sandbox,
    private readonly clock: ManualClock,
    seed: number,
  ) {
    this.random = new Random(seed);
  }

  static async create(seed: number): Promise<EventfulWorld> {
    const clock = new ManualClock(Date.now());
    const webhooks = { missingMessageIdRate: 0.1, mischief: { forge: FORGED } };
    const sandbox = await createSandbox({ seed, clock, messages: 100, rateLimit: false, indexDelayMs: 0, webhooks });
    const world = new EventfulWorld(sandbox, clock, seed);
    for (let index = 0; index < CONTACTS; index += 1) {
      world.step();
      world.contactIds.push(sandbox.world.addContact({ firstName: 'First', locationId: MAIN_LOCATION_ID }).id);
    }
    return world;
  }

  /** Lets so many things happen. @returns their events, forged ones among them */
  happen(count: number): readonly SignedEvent[] {
    const { world, webhooks } = this.sandbox;
    for (let index = 0; index < count; index += 1) {
      this.step();
      const contactId = this.random.pick(this.contactIds);
      if (this.random.chance(MESSAGES)) world.addMessage({ ...ANSWERED, contactId });
      else world.updateContact(contactId, { firstName: `Name${this.taken + index}` });
    }
    this.taken += count;
    return webhooks.events.splice(0);
  }

  /** Lets the time of day catch up with the world, which a burst of events is ahead of, and with what upstream's index is slow to show. */
  async settle(): Promise<void> {
    while (Date.now() < this.clock.now() + SETTLING_LAG_MS) await new Promise((resolve) => setTimeout(resolve, 100));
    this.clock.set(Date.now());
  }

  private step(): void {
    this.clock.set(Math.max(this.clock.now() + STEP_MS, Date.now()));
  }
}

const ANSWERED = { type: 1, messageType: 'TYPE_CALL', status: 'completed', meta: { call: { duration: 53, status: 'completed' } } };
