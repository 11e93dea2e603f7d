import { LocalBudget } from '../budget/local.budget';
import { RateBudgetSource } from '../budget/location.slots';
import { RateBudget } from '../calls.types';
import { LeadConnectorError } from '../errors';
import { Runtime } from '../runtime';
import { LocationGate, Permit } from './location.gate';
import { TransportRequest } from './transport.types';

/** A gate for each location, the least recently used first; never more than `maxLocations` of them. */
export class RateLimiter {
  private readonly gates = new Map<string, LocationGate>();

  constructor(
    private readonly rateLimit: { readonly max: number; readonly intervalMs: number },
    private readonly runtime: Runtime,
    private readonly source: RateBudgetSource = new LocalBudget(rateLimit, runtime.clock),
    private readonly maxLocations = 10_000,
  ) {}

  /** Spends of `locationId`, which is the credential's own unless given. */
  async enter(request: TransportRequest, locationId = request.credential.locationId): Promise<Permit> {
    const gate = this.gates.get(locationId) ?? this.open(request, locationId);
    this.gates.delete(locationId);
    this.gates.set(locationId, gate);
    return gate.enter(request);
  }

  /** Reads without spending, and without remembering a location that has sent nothing. */
  budget(locationId: string): RateBudget {
    return (this.gates.get(locationId) ?? this.createGate(locationId)).budget();
  }

  /** Of every location that is remembered: what of its limit is spent now. */
  budgets(): readonly RateBudget[] {
    return [...this.gates.values()].map((gate) => gate.budget());
  }

  /** Locations that are remembered. */
  get size(): number {
    return this.gates.size;
  }

  private createGate(locationId: string): LocationGate {
    return new LocationGate((onChange) => this.source.slotsOf(locationId, onChange), this.runtime);
  }

  /** A gate is kept while there is room, since it knows limits that upstream has taught it. */
  private open(request: TransportRequest, locationId: string): LocationGate {
    if (this.gates.size >= this.maxLocations && !this.dropIdle()) {
      // All of them count requests of this moment: forgetting one could send too many, so the newcomer waits instead.
      const { intervalMs: retryAfterMs } = this.rateLimit;
      throw new LeadConnectorError({ code: 'rate-limited', source: 'local', retryAfterMs }, request);
    }
    return this.createGate(locationId);
  }

  private dropIdle(): boolean {
    for (const [locationId, gate] of this.gates) {
      if (gate.isIdle()) return this.gates.delete(locationId);
    }
    return false;
  }
}
