import { Injectable } from '@nestjs/common';
import { Evidence } from '../model/attribution';
import { renderContactFields } from '../model/contact';
import { Contact, Conversation, DirectoryRows } from '../model/directory';
import { Database, Queryable } from './database';
import { list, listed, lists, toTimestamp } from './sql-values';

/** Reads what is known of a location's conversations and contacts. */
@Injectable()
export class DirectoryStore {
  constructor(private readonly database: Database) {}

  /** Those of the conversations that nothing is known of yet. */
  async unknownConversations(locationId: string, ids: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(UNKNOWN_CONVERSATIONS, [locationId, list(ids)]);
    return rows.map((row) => row.id);
  }

  /** Contacts of whom a stored message needs something that no answer of upstream has told yet, at most `limit`. */
  async contactsToLookUp(locationId: string, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(TO_LOOK_UP, [locationId, limit]);
    return rows.map((row) => row.id);
  }
}

/** Conversations and contacts whose assignee is news: the stored messages of these may belong to somebody now. */
export interface NewAssignees {
  readonly conversationIds: readonly string[];
  readonly contactIds: readonly string[];
}

/** Stores what an answer of upstream told at `observedAt` (epoch ms); what was observed later is kept. */
export async function saveDirectory(
  transaction: Queryable,
  locationId: string,
  { conversations, contacts }: DirectoryRows,
  observedAt: number,
): Promise<NewAssignees> {
  const changedConversations =
    conversations.length === 0
      ? []
      : await transaction.query<{ id: string }>(SAVE_CONVERSATIONS, [
          locationId,
          toTimestamp(observedAt),
          ...lists(uniqueById(conversations), [
            (row) => row.id,
            (row) => row.contactId,
            ...assigneeColumns<Conversation>((row) => row.assignee),
          ]),
        ]);
  const changedContacts =
    contacts.length === 0
      ? []
      : await transaction.query<{ id: string; is_newly_assigned: boolean; has_new_fields: boolean }>(SAVE_CONTACTS, [
          locationId,
          toTimestamp(observedAt),
          ...lists(uniqueById(contacts), [
            (row) => row.id,
            (row) => row.fields && renderContactFields(row.fields),
            (row) => row.assignee !== undefined,
            ...assigneeColumns<Contact>((row) => row.assignee),
          ]),
        ]);
  if (changedContacts.length > 0) await transaction.query(NOTE_CONTACTS, [locationId, changedContacts.some((row) => row.has_new_fields)]);
  return {
    conversationIds: changedConversations.map(({ id }) => id),
    contactIds: changedContacts.filter((row) => row.is_newly_assigned).map(({ id }) => id),
  };
}

/** What the directory knows of a conversation or a contact, as far as it concerns messages. */
export interface KnownConversation {
  readonly contactId: string | null;
  readonly assignee: Evidence | null;
}
export interface KnownContact {
  readonly assignee: Evidence | null;
  /** Whether its five fields are known. */
  readonly hasFields: boolean;
  /** Whether upstream was asked for it, so that its assignee is known too. */
  readonly isLookedUp: boolean;
}

export async function readConversations(
  transaction: Queryable,
  locationId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownConversation>> {
  const rows = await transaction.query<AssigneeRow & { contact_id: string | null }>(READ_CONVERSATIONS, [locationId, list(ids)]);
  return new Map(rows.map((row) => [row.id, { contactId: row.contact_id, assignee: toEvidence(row, 'conversation') }]));
}

export async function readContacts(
  transaction: Queryable,
  locationId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, KnownContact>> {
  if (ids.length === 0) return new Map();
  const rows = await transaction.query<AssigneeRow & { has_fields: boolean; looked_up: boolean }>(READ_CONTACTS, [locationId, list(ids)]);
  return new Map(
    rows.map((row) => [row.id, { assignee: toEvidence(row, 'contact'), hasFields: row.has_fields, isLookedUp: row.looked_up }]),
  );
}

/** Marks contacts of whom a stored message needs something that is not known: they are looked up in bulk. */
export async function markContactsToLookUp(transaction: Queryable, locationId: string, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length > 0) await transaction.query(MARK_TO_LOOK_UP, [locationId, list(contactIds)]);
}

/** Records that these contacts were asked for, whether upstream had anything on them or not. */
export async function markContactsLookedUp(transaction: Queryable, locationId: string, contactIds: readonly string[]): Promise<void> {
  await transaction.query(MARK_LOOKED_UP, [locationId, list(contactIds)]);
}

/** Marks those of the contacts for a look-up who are known to be assigned, since an answer that left the assignee out may mean another. */
export async function markUntoldAssignees(transaction: Queryable, locationId: string, contactIds: readonly string[]): Promise<void> {
  if (contactIds.length > 0) await transaction.query(MARK_UNTOLD, [locationId, list(contactIds)]);
}

interface AssigneeRow {
  readonly id: string;
  readonly assigned_to: string | null;
  readonly assigned_date: number | null;
}

function toEvidence(row: AssigneeRow, source: 'conversation' | 'contact'): Evidence | null {
  return row.assigned_to === null || row.assigned_date === null ? null : { userId: row.assigned_to, source, date: row.assigned_date };
}

function uniqueById<Row extends { readonly id: string }>(rows: readonly Row[]): Row[] {
  return [...new Map(rows.map((row) => [row.id, row])).values()];
}

function assigneeColumns<Row>(assignee: (row: Row) => Evidence | null | undefined): ((row: Row) => string | null | undefined)[] {
  return [
    (row) => assignee(row)?.userId,
    (row) => {
      const date = assignee(row)?.date;
      return date === undefined ? null : toTimestamp(date);
    },
  ];
}

const UNKNOWN_CONVERSATIONS = {
  name: 'directory.unknown-conversations',
  text: `
    select wanted.id
      from unnest(${listed(2, 'text')}) as wanted (id)
     where not exists (select from conversations c where c.location_id = $1 and c.id = wanted.id)`,
};
const TO_LOOK_UP = {
  name: 'directory.contacts-to-look-up',
  text: `select id from contacts where location_id = $1 and needs_look_up order by id limit $2`,
};
// Returns the rows whose assignee is news for messages stored before. A conversation is in the directory before any of its messages is
// stored, so one that is new has none; a contact may have been marked for a look-up by them.
const SAVE_CONVERSATIONS = {
  name: 'directory.save-conversations',
  text: `
    with seen as (
      select * from unnest(${listed(3, 'text')}, ${listed(4, 'text')}, ${listed(5, 'text')}, ${listed(6, 'timestamptz')})
                 as s (id, contact_id, assigned_to, assigned_date)
    ), before as (
      select id, assigned_to from conversations where location_id = $1 and id in (select id from seen)
    ), saved as (
      insert into conversations as c (location_id, id, contact_id, assigned_to, assigned_date, observed_at)
      select $1, id, contact_id, assigned_to, assigned_date, $2 from seen
      on conflict (location_id, id) do update
         set contact_id = coalesce(excluded.contact_id, c.contact_id),
             assigned_to = excluded.assigned_to, assigned_date = excluded.assigned_date, observed_at = excluded.observed_at
       where c.observed_at <= excluded.observed_at
      returning id, assigned_to
    )
    select saved.id
      from saved join before using (id)
     where saved.assigned_to is not null and saved.assigned_to is distinct from before.assigned_to`,
};
const SAVE_CONTACTS = {
  name: 'directory.save-contacts',
  text: `
    with seen as (
      select * from unnest(${listed(3, 'text')}, ${listed(4, 'text')}, ${listed(5, 'boolean')}, ${listed(6, 'text')},
                           ${listed(7, 'timestamptz')})
                 as s (id, rendered, tells_assignee, assigned_to, assigned_date)
    ), before as (
      select id, assigned_to, rendered from contacts where location_id = $1 and id in (select id from seen)
    ), saved as (
      insert into contacts as c (location_id, id, rendered, looked_up, assigned_to, assigned_date, observed_at, changed_turn)
      select $1, id, rendered, tells_assignee, assigned_to, assigned_date, $2, coalesce((select turn from locations where location_id = $1), 0)
        from seen
      on conflict (location_id, id) do update
         set rendered = coalesce(excluded.rendered, c.rendered),
             changed_turn = case when c.rendered is distinct from coalesce(excluded.rendered, c.rendered) then excluded.changed_turn
                                 else c.changed_turn end,
             assigned_to = case when excluded.looked_up then excluded.assigned_to else c.assigned_to end,
             assigned_date = case when excluded.looked_up then excluded.assigned_date else c.assigned_date end,
             looked_up = c.looked_up or excluded.looked_up,
             observed_at = excluded.observed_at
       where c.observed_at <= excluded.observed_at
         and (c.rendered is distinct from coalesce(excluded.rendered, c.rendered) or excluded.looked_up)
      returning id, assigned_to, rendered
    )
    select saved.id,
           saved.assigned_to is not null and saved.assigned_to is distinct from before.assigned_to as is_newly_assigned,
           before.id is not null and saved.rendered is distinct from before.rendered as has_new_fields
      from saved left join before using (id)`,
};
const NOTE_CONTACTS = {
  name: 'directory.note-contacts',
  text: `update locations set contacts_version = contacts_version + $2::boolean::int, contacts_turn = turn where location_id = $1`,
};
const READ_CONVERSATIONS = {
  name: 'directory.read-conversations',
  text: `
    select id, contact_id, assigned_to, (extract(epoch from assigned_date) * 1000)::float8 as assigned_date
      from conversations
     where location_id = $1 and id = any(${listed(2, 'text')})`,
};
const READ_CONTACTS = {
  name: 'directory.read-contacts',
  text: `
    select id, assigned_to, (extract(epoch from assigned_date) * 1000)::float8 as assigned_date,
           rendered is not null as has_fields, looked_up
      from contacts
     where location_id = $1 and id = any(${listed(2, 'text')})`,
};
const MARK_TO_LOOK_UP = {
  name: 'directory.mark-contacts-to-look-up',
  text: `
    insert into contacts as c (location_id, id, needs_look_up, observed_at)
    select $1, id, true, '-infinity' from unnest(${listed(2, 'text')}) as wanted (id)
    on conflict (location_id, id) do update set needs_look_up = true`,
};
const MARK_UNTOLD = {
  name: 'directory.mark-untold-assignees',
  text: `
    update contacts set needs_look_up = true
     where location_id = $1 and id = any(${listed(2, 'text')}) and assigned_to is not null`,
};
const MARK_LOOKED_UP = {
  name: 'directory.mark-contacts-looked-up',
  text: `update contacts set needs_look_up = false, looked_up = true where location_id = $1 and id = any(${listed(2, 'text')})`,
};
