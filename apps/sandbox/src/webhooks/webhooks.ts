import { Clock } from '../clock';
import { IdSource } from '../seed/ids';
import { Random } from '../seed/random';
import { Change } from '../world/change';
import { World } from '../world/world';
import { deliver, Delivery, MAX_ATTEMPTS, RETRY_JITTER_MS, RETRY_MS, SignedEvent } from './delivery';
import { contactEvent, deletedConversationEvent, EventDraft, isAnsweredCall, messageEvent } from './event-bodies';
import { forge } from './forgery';
import { MischiefScript } from './mischief';
import { SigningKey } from './signing-key';
import { DEFAULT_WEBHOOK_OPTIONS, ResolvedWebhookOptions, WebhookOptions } from './webhook-options';

interface Queued {
  readonly event: SignedEvent;
  readonly attempt: number;
  readonly dueAtMs: number;
}

/** How often an automatic sandbox looks for what is due, in real time. */
const PUMP_MS = 50;

/** Upstream's events of what changes in the world, signed, and delivered by upstream's rule: repeated only when answered 429. */
export class Webhooks {
  /** Every event there was, in order, those that were dropped or forged included. */
  readonly events: SignedEvent[] = [];
  readonly deliveries: Delivery[] = [];
  /** Who took a call whose message doesn't say so, by message id. */
  readonly answeredBy = new Map<string, string>();
  readonly mischief: MischiefScript;
  readonly #key: SigningKey;
  readonly #options: ResolvedWebhookOptions;
  readonly #random: Random;
  readonly #ids: IdSource;
  #queue: Queued[] = [];
  /** Waits until another event has gone before it. */
  #held: SignedEvent[] = [];
  #url: string | undefined;
  #delivering: Promise<number> | null = null;
  #pump: NodeJS.Timeout | undefined;

  constructor(
    private readonly world: World,
    private readonly clock: Clock,
    /** With null nothing is sent, nor kept to be sent. */
    options: WebhookOptions | null,
    seed: number,
  ) {
    this.#options = { ...DEFAULT_WEBHOOK_OPTIONS, ...options };
    this.#key = new SigningKey(String(seed));
    this.#random = new Random(seed + 10);
    this.#ids = new IdSource(seed + 11);
    this.mischief = new MischiefScript(this.#options.mischief, seed + 12);
    this.#url = options?.url;
    if (options) world.onChange((change) => this.#onChange(change));
    if (this.#options.isAutomatic) this.#pump = setInterval(() => void this.deliverDue(), PUMP_MS).unref();
  }

  /** SPKI in base64: what the receiver is configured with. */
  get publicKey(): string {
    return this.#key.publicKey;
  }

  /** From now on events go there. */
  sendTo(url: string): void {
    this.#url = url;
  }

  /** Sends an event that follows from no change of the world, such as UNINSTALL. */
  emit(type: string, locationId: string, fields: Readonly<Record<string, unknown>> = {}): SignedEvent {
    return this.#send({ type, locationId, fields });
  }

  /** Signs any bytes as upstream would. */
  sign(body: Buffer): string {
    return this.#key.sign(body);
  }

  /** Delivers all that is due by the sandbox's clock. @returns how many deliveries were made */
  deliverDue(): Promise<number> {
    this.#delivering ??= this.#deliverDue().finally(() => (this.#delivering = null));
    return this.#delivering;
  }

  /** Sends nothing more. */
  async close(): Promise<void> {
    clearInterval(this.#pump);
    this.#queue = [];
    await this.#delivering;
  }

  #onChange(change: Change): void {
    if (change.kind === 'message' && !change.before && change.after) {
      const { after } = change;
      const userId = after.userId ?? (isAnsweredCall(after) ? this.#whoAnswered(after.id, after.locationId) : undefined);
      this.#send(messageEvent(after, { userId, hasId: !this.#random.chance(this.#options.missingMessageIdRate) }));
    }
    if (change.kind === 'conversation' && change.before && !change.after) this.#send(deletedConversationEvent(change.before.conversation));
    if (change.kind === 'contact') {
      const { before, after } = change;
      if (after) this.#send(contactEvent(before ? 'ContactUpdate' : 'ContactCreate', after));
      else if (before) this.#send(contactEvent('ContactDelete', before));
    }
  }

  #whoAnswered(messageId: string, locationId: string): string | undefined {
    const users = [...this.world.users.values()].filter(({ roles }) => roles.locationIds.includes(locationId));
    if (users.length === 0) return undefined;
    const { id } = this.#random.pick(users);
    this.answeredBy.set(messageId, id);
    return id;
  }

  #send(draft: EventDraft): SignedEvent {
    const event = this.#signed(draft);
    this.events.push(event);
    const mischiefs = this.mischief.take(draft);
    const of = <Kind extends (typeof mischiefs)[number]['kind']>(kind: Kind) =>
      mischiefs.find((one): one is Extract<(typeof mischiefs)[number], { kind: Kind }> => one.kind === kind);
    const now = this.clock.now();
    if (of('forge')) {
      const forged = forge(event, this.#ids.traceId(), this.#random);
      this.events.push(forged);
      this.#enqueue(forged, now);
    }
    if (of('drop')) return event;
    if (of('reorder')) {
      this.#held.push(event);
      return event;
    }
    this.#enqueue(event, now + (of('delay')?.ms ?? 0));
    const repeat = of('repeat');
    if (repeat) for (let time = 0; time < (repeat.times ?? 1); time += 1) this.#enqueue(event, now + (repeat.afterMs ?? 0));
    for (const held of this.#held.splice(0)) this.#enqueue(held, now);
    return event;
  }

  #signed({ type, locationId, fields }: EventDraft): SignedEvent {
    const webhookId = this.#ids.traceId();
    const at = this.clock.now();
    const body = Buffer.from(JSON.stringify({ type, locationId, ...fields, timestamp: new Date(at).toISOString(), webhookId }));
    return { webhookId, type, locationId, at, fields, body, signature: this.#key.sign(body), isForged: false };
  }

  #enqueue(event: SignedEvent, dueAtMs: number, attempt = 1): void {
    this.#queue.push({ event, attempt, dueAtMs });
  }

  async #deliverDue(): Promise<number> {
    const url = this.#url;
    let count = 0;
    if (url === undefined) return count;
    const work = async () => {
      for (let next = this.#takeDue(); next; next = this.#takeDue()) {
        count += 1;
        await this.#deliverOne(url, next);
      }
    };
    await Promise.all(Array.from({ length: this.#options.concurrency }, work));
    return count;
  }

  async #deliverOne(url: string, { event, attempt }: Queued): Promise<void> {
    const status = await deliver(url, event);
    this.deliveries.push({ event, attempt, status });
    if (status !== 429 || attempt >= MAX_ATTEMPTS) return;
    const jitterMs = this.#random.between(-RETRY_JITTER_MS, RETRY_JITTER_MS);
    this.#enqueue(event, this.clock.now() + RETRY_MS + jitterMs, attempt + 1);
  }

  /** The first in the queue that is due. */
  #takeDue(): Queued | undefined {
    const now = this.clock.now();
    // A last one that is held would wait forever.
    if (this.#queue.length === 0) for (const held of this.#held.splice(0)) this.#enqueue(held, now);
    const index = this.#queue.findIndex(({ dueAtMs }) => dueAtMs <= now);
    return index < 0 ? undefined : this.#queue.splice(index, 1)[0];
  }
}
