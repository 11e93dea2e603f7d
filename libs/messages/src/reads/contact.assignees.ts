import { Inject, Injectable } from '@nestjs/common';
import { Clock, CLOCK } from '../clock';
import { Evidence } from '../model/attribution';
import { Credential } from '../model/credential';
import { AttributionStore } from '../store/attribution.store';
import { AssigneeLookup, CONTACTS_AT_ONCE } from '../upstream/assignee.lookup';
import { LookUpAllowance } from './look-up.allowance';
import { SeenDirectory } from './seen.directory';

/** Whom contacts are assigned to: what is stored, else what was seen of late, else one request for all that are missing. */
@Injectable()
export class ContactAssignees {
  constructor(
    private readonly stored: AttributionStore,
    private readonly seen: SeenDirectory,
    private readonly lookup: AssigneeLookup,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Null for a contact that has none; who isn't known is left out. */
  async of(credential: Credential, wanted: readonly string[], until: number): Promise<ReadonlyMap<string, Evidence | null>> {
    const { locationId } = credential;
    const known = new Map<string, Evidence | null>();
    for (const [id, { assignee, isLookedUp }] of await this.stored.contacts(locationId, wanted))
      if (isLookedUp || assignee) known.set(id, assignee);
    for (const id of wanted) {
      const assignee = known.has(id) ? undefined : this.seen.assigneeOfContact(locationId, id);
      if (assignee !== undefined) known.set(id, assignee);
    }
    const missing = wanted.filter((id) => !known.has(id)).slice(0, CONTACTS_AT_ONCE);
    if (missing.length === 0) return known;
    const allowance = new LookUpAllowance(this.clock, 1, until);
    const found = await allowance.attempt((options) => this.lookup.contacts(credential, missing, options));
    if (!found) return known;
    this.seen.addContacts(locationId, found);
    // Whom upstream doesn't know is assigned to nobody.
    for (const id of missing) known.set(id, null);
    for (const { id, assignee } of found) known.set(id, assignee ?? null);
    return known;
  }
}
