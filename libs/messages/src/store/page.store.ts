import { Injectable } from '@nestjs/common';
import { Attribution, rankOf, sourceOf } from '../model/attribution';
import { DirectoryRows, ObservedDirectory } from '../model/directory';
import { AttributedMessage, Message } from '../model/message';
import { Channel } from '../model/message-type';
import { changeOf, newestVersions } from '../model/version';
import { isEmptyWindow, Window } from '../model/window';
import { attributeAgain } from './attribute-again';
import { ChangeCounter } from './change-counter';
import { addCoverage, recordTail } from './coverage.store';
import { Database, Queryable } from './database';
import {
  KnownContact,
  markContactsLookedUp,
  markContactsToLookUp,
  readContacts,
  readConversations,
  saveDirectory,
} from './directory.store';
import { readEventEvidence } from './event-evidence.store';
import { advanceLocation, Lease, lockLocation } from './lease.store';
import { contentHash, insertMessages, readVersions, replaceMessages, writeAttributions } from './message-version.store';
import { RecordSetAside, saveSetAside } from './set-aside.store';
import { readTombstones, removeTombstones } from './tombstone.store';

/** One page of a walk, read and checked, and what it proves. */
export interface WalkedPage {
  readonly channel: Channel;
  readonly messages: readonly Message[];
  readonly setAside: readonly RecordSetAside[];
  /** What was learnt of conversations and contacts for these messages. */
  readonly directory?: ObservedDirectory;
  /** When the page was asked for, epoch ms. */
  readonly seenAt: number;
  /** When the list that it's a page of was begun, epoch ms; when the page was asked for where it's of none. */
  readonly listedAt?: number;
  /** The window whose every message has been seen by now. */
  readonly proven: Window;
  /** Set by the page that ends a tail walk. */
  readonly tail?: { readonly asOf: number; readonly walkedAt: number };
}

/** A page on its way into the store. */
export interface PageBeingSaved {
  /** Settles when it is this page's turn, or will never be. */
  readonly locked: Promise<void>;
  /** How many messages were new or changed. Rejects when nothing was stored. */
  readonly saved: Promise<number>;
}

/** Saves what walks bring: each page in one transaction with what it proves, so that a crash loses at most the page in hand. */
@Injectable()
export class PageStore {
  constructor(private readonly database: Database) {}

  /** @returns how many messages were new or changed. @throws MessagesError `lease-lost`, and then nothing was stored. */
  savePage(lease: Lease, page: WalkedPage): Promise<number> {
    return this.startSaving(lease, page).saved;
  }

  /**
   * Begins to save a page while the one before is still on its way: what it needs of the store is read as soon as that one is committed,
   * and it is committed after it, or not at all.
   */
  startSaving(lease: Lease, page: WalkedPage, before?: PageBeingSaved): PageBeingSaved {
    let onLocked: () => void = () => undefined;
    const locked = new Promise<void>((resolve) => (onLocked = resolve));
    const saved = this.saveAfter(before, lease, page, onLocked).finally(onLocked);
    return { locked, saved };
  }

  private async saveAfter(before: PageBeingSaved | undefined, lease: Lease, page: WalkedPage, onLocked: () => void): Promise<number> {
    const { locationId } = lease;
    // In the order of the pages: one that got the lock too early would wait for another that waits for the lock.
    await before?.locked;
    return this.write(lease, async (transaction, locking) => {
      void locking.then(onLocked, () => undefined);
      const news = page.directory && (await saveDirectory(transaction, locationId, page.directory, page.directory.observedAt));
      const changes = await this.saveMessages(
        transaction,
        locationId,
        newestVersions(page.messages),
        page.listedAt ?? page.seenAt,
        locking,
      );
      if (news) await attributeAgain(transaction, locationId, news, changes);
      await Promise.all([
        saveSetAside(transaction, locationId, page.setAside, new Date(page.seenAt)),
        isEmptyWindow(page.proven) ? null : addCoverage(transaction, locationId, page.channel, page.proven),
        page.tail ? recordTail(transaction, locationId, page.channel, page.tail) : null,
      ]);
      await before?.saved;
    });
  }

  /** Saves what was learnt of conversations and contacts. `askedFor` are contacts that it was to tell of, whether it does or not. */
  saveDirectory(lease: Lease, directory: DirectoryRows, observedAt: number, askedFor: readonly string[]): Promise<number> {
    const { locationId } = lease;
    return this.write(lease, async (transaction, locking) => {
      const changes = await locking;
      const news = await saveDirectory(transaction, locationId, directory, observedAt);
      if (askedFor.length > 0) await markContactsLookedUp(transaction, locationId, askedFor);
      await attributeAgain(transaction, locationId, news, changes);
    });
  }

  /** `work` may send statements with the one that locks the location: they run when it has the lock. */
  private write(lease: Lease, work: (transaction: Queryable, locking: Promise<ChangeCounter>) => Promise<void>): Promise<number> {
    return this.database.transaction(async (transaction) => {
      const locking = lockLocation(transaction, lease).then((sequence) => new ChangeCounter(sequence));
      // Whoever else fails first.
      locking.catch(() => undefined);
      await work(transaction, locking);
      const changes = await locking;
      if (changes.count > 0) await advanceLocation(transaction, lease, changes.sequence, changes.added);
      return changes.count;
    });
  }

  private async saveMessages(
    transaction: Queryable,
    locationId: string,
    listed: readonly Message[],
    listedAt: number,
    locking: Promise<ChangeCounter>,
  ): Promise<ChangeCounter> {
    const ids = listed.map(({ id }) => id);
    const named = new Set(idsOf(listed, ({ contactId }) => contactId));
    const [changes, versions, conversations, namedContacts, events, deletedAt] = await Promise.all([
      locking,
      readVersions(transaction, locationId, ids),
      readConversations(
        transaction,
        locationId,
        idsOf(listed, ({ conversationId }) => conversationId),
      ),
      readContacts(transaction, locationId, [...named]),
      readEventEvidence(transaction, locationId, ids),
      readTombstones(transaction, locationId, ids),
    ]);
    // A list is of the moment when it was begun: it still shows what was deleted since.
    const shown = listed.filter(({ id }) => (deletedAt.get(id) ?? -Infinity) < listedAt);
    // A message that names no contact was with the contact of its conversation. What upstream wrote (`rendered`) stays as it is.
    const messages = shown.map((message) =>
      message.contactId === null && message.conversationId !== null
        ? { ...message, contactId: conversations.get(message.conversationId)?.contactId ?? null }
        : message,
    );
    const others = idsOf(messages, ({ contactId }) => contactId).filter((id) => !named.has(id));
    const contacts = new Map([...namedContacts, ...(await readContacts(transaction, locationId, others))]);
    const written: AttributedMessage[] = [];
    const attributed: { id: string; attribution: Attribution }[] = [];
    for (const message of messages) {
      const assignees = [conversations.get(message.conversationId ?? '')?.assignee, contacts.get(message.contactId ?? '')?.assignee];
      const evidence = [...assignees, ...(events.get(message.id) ?? [])];
      const news = changeOf(message, versions.get(message.id), evidence, contentHash);
      if (news.kind === 'message') written.push(news.change);
      else if (news.kind === 'attribution') attributed.push(news.change);
    }
    const added = written.filter(({ message }) => !versions.has(message.id));
    const replaced = written.filter(({ message }) => versions.has(message.id));
    changes.added += added.length;
    await Promise.all([
      removeTombstones(
        transaction,
        locationId,
        added.map(({ message: { id } }) => id).filter((id) => deletedAt.has(id)),
      ),
      added.length > 0 ? insertMessages(transaction, locationId, added, changes.take(added.length)) : null,
      replaced.length > 0 ? replaceMessages(transaction, locationId, replaced, changes.take(replaced.length)) : null,
      attributed.length > 0 ? writeAttributions(transaction, locationId, attributed, changes.take(attributed.length)) : null,
      markContactsToLookUp(transaction, locationId, contactsToLookUp(written, contacts)),
    ]);
    return changes;
  }
}

/** The contacts of whom nothing is known, and those who were never asked for though nobody else can be the messages' user. */
function contactsToLookUp(messages: readonly AttributedMessage[], contacts: ReadonlyMap<string, KnownContact>): string[] {
  return idsOf(messages, ({ message: { contactId }, attribution }) => {
    const known = contacts.get(contactId ?? '');
    const isNeeded = !known?.hasFields || rankOf(sourceOf(attribution)) > rankOf('contact');
    return isNeeded && !known?.isLookedUp ? contactId : null;
  });
}

function idsOf<Row>(rows: readonly Row[], read: (row: Row) => string | null): string[] {
  return [...new Set(rows.map(read).filter((id) => id !== null))];
}
