import { Clock } from '../clock';

/** A result list frozen at the moment of its first page. */
export interface Snapshot<T> {
  readonly id: string;
  readonly locationId: string;
  /** Ascending. */
  readonly items: readonly T[];
  /** The result is items[from] up to, not including, items[to]. */
  readonly from: number;
  readonly to: number;
  readonly sortBy: 'createdAt' | 'updatedAt';
  readonly descending: boolean;
}

/** Open snapshots share arrays while nothing changes; this bounds what a clock that stands still could pile up. */
const MAX_OPEN = 1_000;

/** The points in time that cursors refer to. Each dies `ttlMs` after its last use. */
export class Snapshots<T> {
  readonly #open = new Map<string, { snapshot: Snapshot<T>; lastUsedMs: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly ttlMs: number,
  ) {}

  open(snapshot: Snapshot<T>): void {
    this.#evict();
    this.#open.set(snapshot.id, { snapshot, lastUsedMs: this.clock.now() });
  }

  /** The snapshot, its life prolonged; undefined if it is dead or never was. */
  use(id: string): Snapshot<T> | undefined {
    const entry = this.#open.get(id);
    if (!entry || this.#isDead(entry.lastUsedMs)) return undefined;
    entry.lastUsedMs = this.clock.now();
    return entry.snapshot;
  }

  #isDead(lastUsedMs: number): boolean {
    return this.clock.now() - lastUsedMs > this.ttlMs;
  }

  #evict(): void {
    for (const [id, { lastUsedMs }] of this.#open) if (this.#isDead(lastUsedMs)) this.#open.delete(id);
    const [oldest] = this.#open.keys();
    if (this.#open.size >= MAX_OPEN && oldest !== undefined) this.#open.delete(oldest);
  }
}
