import { Injectable } from '@nestjs/common';
import { ContactFields } from '../model/contact';
import { Database, Queryable, Statement } from './database';
import { contactVector } from './lexemes';
import { list, listed, lists } from './sql-values';

/** How far the words of a location are there. */
export interface IndexPlace {
  /** Of which sequence of changes; see locations.incarnation. */
  readonly incarnation: string;
  /** The last change whose message's words are there. */
  readonly messagesTo: bigint;
  /** The last contact whose words are there, in the order of (turn, id). */
  readonly contactsTurn: bigint;
  readonly contactId: string;
}

/** The place, and what there is beyond it. */
export interface IndexState {
  readonly place: IndexPlace;
  /** The location's last change. */
  readonly changeSequence: bigint;
  /** Of its last writer. */
  readonly turn: bigint;
  readonly hasContactsLeft: boolean;
}

/** The words of some messages or contacts, and which of them have none or are gone. */
export interface WordRows {
  readonly words: readonly (readonly [id: string, vector: string])[];
  readonly without: readonly string[];
}

/** Contacts as they stand, and after them. */
export interface ContactBatch extends WordRows {
  readonly turn: bigint;
  readonly contactId: string;
}

/** Writes the words of messages and contacts, and how far they are there. */
@Injectable()
export class TextIndexStore {
  constructor(private readonly database: Database) {}

  /**
   * Where the location's words are. Begins them where there are none yet, and anew where the rows aren't those of before: after a purge, or in a
   * database that was put back. Null for a location that nothing was ever stored for.
   */
  async open(locationId: string): Promise<IndexState | null> {
    const state = await this.read(locationId);
    if (!state || state.isCurrent) return state;
    await this.database.transaction({ locationId }, async (transaction) => {
      await transaction.query(STAY, [locationId]);
      await transaction.query(BEGIN, [locationId]);
      // One statement after the other: the rows are removed behind the lock.
      const [begun] = await transaction.query(BEGIN_ANEW, [locationId]);
      if (!begun) return;
      await transaction.query(REMOVE_MESSAGE_WORDS, [locationId]);
      await transaction.query(REMOVE_CONTACT_WORDS, [locationId]);
    });
    return this.read(locationId);
  }

  /** Locations whose words were asked for and aren't all there, each with its number of writers so far. */
  async behind(): Promise<readonly { readonly locationId: string; readonly turn: string }[]> {
    const rows = await this.database.query<{ location_id: string; turn: string }>(BEHIND, []);
    return rows.map(({ location_id: locationId, turn }) => ({ locationId, turn }));
  }

  /** The next contacts whose fields have changed; those after which there is none, end before the turn that comes next. */
  async readContacts(locationId: string, { contactsTurn, contactId }: IndexPlace, limit: number): Promise<ContactBatch> {
    const rows = await this.database.query<ContactRow>(CONTACTS, [locationId, contactsTurn.toString(), contactId, limit]);
    const contacts = rows.filter((row): row is ContactRow & { readonly id: string } => row.id !== null);
    const vectors = contacts.map(
      ({ id, rendered }) => [id, rendered === null ? null : contactVector(locationId, fieldsOf(rendered))] as const,
    );
    const last = contacts.length === limit ? contacts.at(-1) : undefined;
    return {
      words: vectors.flatMap(([id, vector]) => (vector === null ? [] : [[id, vector] as const])),
      without: vectors.flatMap(([id, vector]) => (vector === null ? [id] : [])),
      turn: last ? BigInt(last.changed_turn ?? 0) : BigInt(rows[0]?.turn ?? 0) + 1n,
      contactId: last?.id ?? '',
    };
  }

  /** @returns whether the place was still `from`; if not, somebody else has written meanwhile or is writing, and nothing was written */
  writeMessages(locationId: string, from: IndexPlace, rows: WordRows, to: bigint): Promise<boolean> {
    return this.write(locationId, from, [WRITE_MESSAGE_WORDS, FORGET_MESSAGES], rows, [ADVANCE_MESSAGES, to.toString()]);
  }

  /** The same for contacts. */
  writeContacts(locationId: string, from: IndexPlace, rows: ContactBatch): Promise<boolean> {
    const { turn, contactId } = rows;
    return this.write(locationId, from, [WRITE_CONTACT_WORDS, FORGET_CONTACTS], rows, [ADVANCE_CONTACTS, turn.toString(), contactId]);
  }

  /** Removes words of messages that aren't there: of deletions that can't be followed any more. */
  async removeOrphans(locationId: string): Promise<void> {
    await this.database.query(REMOVE_ORPHANS, [locationId]);
  }

  private async read(locationId: string): Promise<(IndexState & { readonly isCurrent: boolean }) | null> {
    const [row] = await this.database.query<StateRow>(STATE, [locationId]);
    if (!row) return null;
    const place = toPlace(row);
    const { change_seq: changeSequence, turn, has_contacts_left: hasContactsLeft, is_current: isCurrent } = row;
    return { place, changeSequence: BigInt(changeSequence), turn: BigInt(turn), hasContactsLeft, isCurrent };
  }

  /** Nobody else can write from the same place: the row is locked, and has moved on after that. */
  private write(
    locationId: string,
    from: IndexPlace,
    [save, forget]: readonly [typeof WRITE_MESSAGE_WORDS, typeof FORGET_MESSAGES],
    { words, without }: WordRows,
    [advance, ...to]: readonly [typeof ADVANCE_MESSAGES, ...string[]],
  ): Promise<boolean> {
    return this.database.transaction({ locationId }, async (transaction: Queryable) => {
      const place = [from.incarnation, from.messagesTo.toString(), from.contactsTurn.toString(), from.contactId];
      const [, locked] = await Promise.all([transaction.query(STAY, [locationId]), transaction.query(LOCK, [locationId, ...place])]);
      if (locked.length === 0) return false;
      await Promise.all([
        words.length > 0 ? transaction.query(save, [locationId, ...lists(words, [([id]) => id, ([, vector]) => vector])]) : null,
        without.length > 0 ? transaction.query(forget, [locationId, list(without)]) : null,
        transaction.query(advance, [locationId, ...to]),
      ]);
      return true;
    });
  }
}

interface ContactRow {
  readonly turn: string;
  /** Null in the one row that is there when there is no contact. */
  readonly id: string | null;
  readonly changed_turn: string | null;
  readonly rendered: string | null;
}

interface StateRow {
  readonly incarnation: string;
  readonly messages_to: string;
  readonly contacts_turn: string;
  readonly contact_id: string;
  readonly change_seq: string;
  readonly turn: string;
  readonly has_contacts_left: boolean;
  readonly is_current: boolean;
}

function toPlace({ incarnation, messages_to: messagesTo, contacts_turn: contactsTurn, contact_id: contactId }: StateRow): IndexPlace {
  return { incarnation, messagesTo: BigInt(messagesTo), contactsTurn: BigInt(contactsTurn), contactId };
}

/** As it is stored, it begins with the comma that joins it to a message. */
function fieldsOf(rendered: string): ContactFields {
  return JSON.parse(`{${rendered.slice(1)}}`) as ContactFields;
}

// One statement, and so of one moment.
const STATE = {
  name: 'text-index.state',
  text: `
    select l.incarnation, coalesce(t.messages_to, 0) as messages_to, coalesce(t.contacts_turn, 0) as contacts_turn,
           coalesce(t.contact_id, '') as contact_id, l.change_seq, l.turn, coalesce(t.incarnation = l.incarnation, false) as is_current,
           exists (select from contacts c
                    where c.location_id = $1 and (c.changed_turn, c.id) > (coalesce(t.contacts_turn, 0), coalesce(t.contact_id, '')))
             as has_contacts_left
      from locations l left join text_index t using (location_id)
     where l.location_id = $1`,
};
// The first lock of all, which writers of messages don't wait for: that the location isn't purged meanwhile.
const STAY = { name: 'text-index.stay', text: `select from locations where location_id = $1 for key share` };
const BEGIN = {
  name: 'text-index.begin',
  text: `insert into text_index (location_id, incarnation) select $1, '' from locations where location_id = $1 on conflict do nothing`,
};
const BEGIN_ANEW = {
  name: 'text-index.begin-anew',
  text: `
    update text_index t
       set incarnation = l.incarnation, messages_to = 0, contacts_turn = 0, contact_id = ''
      from locations l
     where t.location_id = $1 and l.location_id = $1 and t.incarnation <> l.incarnation
    returning 1`,
};
const REMOVE_MESSAGE_WORDS = { name: 'text-index.remove-message-words', text: `delete from message_words where location_id = $1` };
const REMOVE_CONTACT_WORDS = { name: 'text-index.remove-contact-words', text: `delete from contact_words where location_id = $1` };
const BEHIND: Statement = {
  name: 'text-index.behind',
  reach: 'all-locations',
  text: `
    select location_id, l.turn
      from text_index t join locations l using (location_id)
     where l.change_seq > t.messages_to or l.contacts_turn >= t.contacts_turn
     order by location_id`,
};
const CONTACTS = {
  name: 'text-index.contacts',
  text: `
    select l.turn, c.id, c.changed_turn, c.rendered
      from locations l
      left join lateral (select id, changed_turn, rendered from contacts
                          where location_id = $1 and (changed_turn, id) > ($2::bigint, $3::text)
                          order by changed_turn, id limit $4::int) as c on true
     where l.location_id = $1
     order by c.changed_turn, c.id`,
};
const LOCK = {
  name: 'text-index.lock',
  text: `
    select from text_index
     where location_id = $1 and incarnation = $2 and messages_to = $3 and contacts_turn = $4 and contact_id = $5
       for update skip locked`,
};
const WRITE_MESSAGE_WORDS = { name: 'text-index.write-message-words', text: writeStatement('message_words') };
const WRITE_CONTACT_WORDS = { name: 'text-index.write-contact-words', text: writeStatement('contact_words') };
const FORGET_MESSAGES = { name: 'text-index.forget-messages', text: forgetStatement('message_words') };
const FORGET_CONTACTS = { name: 'text-index.forget-contacts', text: forgetStatement('contact_words') };
const ADVANCE_MESSAGES = { name: 'text-index.advance-messages', text: `update text_index set messages_to = $2 where location_id = $1` };
const ADVANCE_CONTACTS = {
  name: 'text-index.advance-contacts',
  text: `update text_index set contacts_turn = $2, contact_id = $3 where location_id = $1`,
};
const REMOVE_ORPHANS = {
  name: 'text-index.remove-orphans',
  text: `
    delete from message_words w
     where w.location_id = $1 and not exists (select from messages m where m.location_id = $1 and m.id = w.id)`,
};

// Most changes leave the words as they are, and an index as large as this one is written as little as can be.
function writeStatement(table: string): string {
  return `
    insert into ${table} as w (location_id, id, words)
    select $1, id, words::tsvector from unnest(${listed(2, 'text')}, ${listed(3, 'text')}) as given (id, words)
    on conflict (location_id, id) do update set words = excluded.words where w.words <> excluded.words`;
}

/** One look-up by primary key for each. */
function forgetStatement(table: string): string {
  return `
    delete from ${table} w
     using unnest(${listed(2, 'text')}) as gone (gone_id)
     cross join lateral (select ctid from ${table} where location_id = $1 and id = gone_id limit 1) as target
     where w.ctid = target.ctid and w.location_id = $1`;
}
