import { Injectable } from '@nestjs/common';
import { attribute, sameAttribution } from '../model/attribution';
import { Contact } from '../model/directory';
import { attributeAgain } from './attribute-again';
import { ChangeCounter } from './change-counter';
import { Database, Queryable } from './database';
import { markUntoldAssignees, saveDirectory } from './directory.store';
import { EventEvidence, readEventEvidence, saveEventEvidence } from './event-evidence.store';
import { markApplied } from './event-inbox.store';
import { advanceLocation, lockLocationForEvents } from './lease.store';
import { readVersions, writeAttributions } from './message-version.store';
import { saveSuspicions } from './suspicion.store';

/** What an event tells of a contact. */
export interface EventContact {
  readonly contact: Contact;
  /** Observations of an earlier moment (epoch ms) are older. */
  readonly observedAt: number;
  /** Upstream has nothing on it any more. */
  readonly isDeleted: boolean;
}

/** An event, and what it changes in the store. */
export interface EventToApply {
  readonly key: string;
  readonly evidence: EventEvidence | null;
  readonly contact: EventContact | null;
  /** The conversation that it calls deleted. */
  readonly suspectedConversation: string | null;
}

/** Applies events: what they change, and that they are applied, in one transaction. */
@Injectable()
export class EventWriter {
  constructor(private readonly database: Database) {}

  /** Those that another process has applied meanwhile are left out. @returns how many were applied */
  async apply(locationId: string, events: readonly EventToApply[]): Promise<number> {
    return this.database.transaction({ locationId }, async (transaction) => {
      const sequence = await lockLocationForEvents(transaction, locationId);
      const applied = await markApplied(
        transaction,
        locationId,
        events.map(({ key }) => key),
      );
      const fresh = events.filter(({ key }) => applied.has(key));
      // An event that was on its way while the location was purged must not bring anything of it back.
      if (sequence === null) return fresh.length;
      const changes = new ChangeCounter(sequence);
      await applyEvidence(
        transaction,
        locationId,
        fresh.flatMap(({ evidence }) => evidence ?? []),
        changes,
      );
      await applyContacts(
        transaction,
        locationId,
        fresh.flatMap(({ contact }) => contact ?? []),
        changes,
      );
      if (changes.count > 0) await advanceLocation(transaction, { locationId }, changes.sequence, 0);
      await saveSuspicions(
        transaction,
        locationId,
        fresh.flatMap(({ suspectedConversation }) => suspectedConversation ?? []),
      );
      return fresh.length;
    });
  }
}

/** Messages that are stored get their user now; the others when a walk brings them. */
async function applyEvidence(
  transaction: Queryable,
  locationId: string,
  evidence: readonly EventEvidence[],
  changes: ChangeCounter,
): Promise<void> {
  if (evidence.length === 0) return;
  const ids = [...new Set(evidence.map(({ messageId }) => messageId))];
  await saveEventEvidence(transaction, locationId, evidence);
  const [versions, told] = await Promise.all([readVersions(transaction, locationId, ids), readEventEvidence(transaction, locationId, ids)]);
  const attributed = [...versions.values()].flatMap(({ id, attribution: known, dateAdded }) => {
    const attribution = attribute(known, told.get(id) ?? [], dateAdded);
    return sameAttribution(attribution, known) ? [] : [{ id, attribution }];
  });
  if (attributed.length > 0) await writeAttributions(transaction, locationId, attributed, changes.take(attributed.length));
}

async function applyContacts(
  transaction: Queryable,
  locationId: string,
  contacts: readonly EventContact[],
  changes: ChangeCounter,
): Promise<void> {
  if (contacts.length === 0) return;
  const conversations = [] as const;
  const contactIds: string[] = [];
  for (const { contact, observedAt } of [...contacts].sort((a, b) => a.observedAt - b.observedAt)) {
    const news = await saveDirectory(transaction, locationId, { conversations, contacts: [contact] }, observedAt);
    contactIds.push(...news.contactIds);
  }
  const untold = contacts.filter(({ contact, isDeleted }) => contact.assignee === undefined && !isDeleted);
  await markUntoldAssignees(
    transaction,
    locationId,
    untold.map(({ contact }) => contact.id),
  );
  await attributeAgain(transaction, locationId, { conversationIds: [], contactIds: [...new Set(contactIds)] }, changes);
}
