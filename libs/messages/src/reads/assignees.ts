import { Injectable } from '@nestjs/common';
import { Attribution, Evidence } from '../model/attribution';
import { Credential } from '../model/credential';
import { AttributionStore } from '../store/attribution.store';
import { ContactAssignees } from './contact.assignees';
import { ConversationFinder } from './conversation.finder';
import { LackingRecord } from './lacking.record';

interface Assigned {
  readonly contactId: string | null;
  readonly assignee: Evidence | null;
}

/**
 * Whom messages belong to by their conversations and contacts: what is stored of these, else what upstream tells in bulk. For one answer
 * that is at most ten requests about conversations and one about contacts; who isn't found with them stays unknown.
 */
@Injectable()
export class Assignees {
  constructor(
    private readonly stored: AttributionStore,
    private readonly finder: ConversationFinder,
    private readonly contacts: ContactAssignees,
  ) {}

  /** By record; null for nobody. Of whom it isn't known is left out: weaker evidence must not pass for the strongest there is. */
  async of(credential: Credential, records: readonly LackingRecord[], until: number): Promise<ReadonlyMap<LackingRecord, Attribution>> {
    const conversations = await this.conversations(credential, records, until);
    const assigned = new Map(records.map((record) => [record, conversationOf(record, conversations)]));
    const contactOf = (record: LackingRecord) => record.contactId ?? assigned.get(record)?.contactId ?? null;
    const belongsToNobodyYet = records.filter((record) => assigned.get(record)?.assignee === null);
    const contacts = await this.contacts.of(credential, unique(belongsToNobodyYet.map(contactOf)), until);
    const found = new Map<LackingRecord, Attribution>();
    for (const record of records) {
      const conversation = assigned.get(record);
      const contactId = contactOf(record);
      if (conversation?.assignee) found.set(record, conversation.assignee);
      else if (conversation && contactId === null) found.set(record, null);
      else if (conversation && contactId !== null && contacts.has(contactId)) found.set(record, contacts.get(contactId) ?? null);
    }
    return found;
  }

  private async conversations(
    credential: Credential,
    records: readonly LackingRecord[],
    until: number,
  ): Promise<ReadonlyMap<string, Assigned>> {
    const wanted = newestDates(records);
    const stored = await this.stored.conversations(credential.locationId, [...wanted.keys()]);
    const missing = new Map([...wanted].filter(([id]) => !stored.has(id)));
    const dates = records.map(({ date }) => date).filter((date) => date !== null);
    return new Map<string, Assigned>([...stored, ...(await this.finder.find(credential, missing, dates, until))]);
  }
}

/** The conversations of the records, each with the date of its newest one; null when none has a date. */
function newestDates(records: readonly LackingRecord[]): ReadonlyMap<string, number | null> {
  const newest = new Map<string, number | null>();
  for (const { conversationId, date } of records) {
    if (conversationId === null) continue;
    const other = newest.get(conversationId) ?? null;
    newest.set(conversationId, date === null || other === null ? (date ?? other) : Math.max(date, other));
  }
  return newest;
}

function conversationOf({ conversationId }: LackingRecord, known: ReadonlyMap<string, Assigned>): Assigned | undefined {
  return conversationId === null ? { contactId: null, assignee: null } : known.get(conversationId);
}

function unique(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids.filter((id) => id !== null))];
}
