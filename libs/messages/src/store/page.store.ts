import { Injectable } from '@nestjs/common';
import { attribute, Attribution, rankOf, sameAttribution, sourceOf } from '../model/attribution';
import { DirectoryRows, ObservedDirectory } from '../model/directory';
import { AttributedMessage, Message } from '../model/message';
import { Channel } from '../model/message-type';
import { changeOf, newestVersions } from '../model/version';
import { isEmptyWindow, Window } from '../model/window';
import { addCoverage, recordTail } from './coverage.store';
import { Database, Queryable } from './database';
import {
  KnownContact,
  markContactsLookedUp,
  markContactsToLookUp,
  NewAssignees,
  readContacts,
  readConversations,
  saveDirectory,
} from './directory.store';
import { advanceLocation, Lease, lockLocation } from './lease.store';
import { contentHash, readVersions, readVersionsToAttribute, writeAttributions, writeMessages } from './message-version.store';
import { RecordSetAside, saveSetAside } from './set-aside.store';

/** One page of a walk, read and checked, and what it proves. */
export interface WalkedPage {
  readonly channel: Channel;
  readonly messages: readonly Message[];
  readonly setAside: readonly RecordSetAside[];
  /** What was learnt of conversations and contacts for these messages. */
  readonly directory?: ObservedDirectory;
  /** When the page was asked for, epoch ms. */
  readonly seenAt: number;
  /** The window whose every message has been seen by now. */
  readonly proven: Window;
  /** Set by the page that ends a tail walk. */
  readonly tail?: { readonly asOf: number; readonly walkedAt: number };
}

/** Saves what walks bring: each page in one transaction with what it proves, so that a crash loses at most the page in hand. */
@Injectable()
export class PageStore {
  constructor(private readonly database: Database) {}

  /** @returns how many messages were new or changed. @throws MessagesError `lease-lost`, and then nothing was stored. */
  savePage(lease: Lease, page: WalkedPage): Promise<number> {
    const { locationId } = lease;
    return this.write(lease, async (transaction, changes) => {
      const news = page.directory && (await saveDirectory(transaction, locationId, page.directory, page.directory.observedAt));
      await this.saveMessages(transaction, locationId, newestVersions(page.messages), changes);
      if (news) await this.attributeAgain(transaction, locationId, news, changes);
      await saveSetAside(transaction, locationId, page.setAside, new Date(page.seenAt));
      if (!isEmptyWindow(page.proven)) await addCoverage(transaction, locationId, page.channel, page.proven);
      if (page.tail) await recordTail(transaction, locationId, page.channel, page.tail);
    });
  }

  /** Saves what was learnt of conversations and contacts. `askedFor` are contacts that it was to tell of, whether it does or not. */
  saveDirectory(lease: Lease, directory: DirectoryRows, observedAt: number, askedFor: readonly string[]): Promise<number> {
    const { locationId } = lease;
    return this.write(lease, async (transaction, changes) => {
      const news = await saveDirectory(transaction, locationId, directory, observedAt);
      if (askedFor.length > 0) await markContactsLookedUp(transaction, locationId, askedFor);
      await this.attributeAgain(transaction, locationId, news, changes);
    });
  }

  private write(lease: Lease, work: (transaction: Queryable, changes: ChangeCounter) => Promise<void>): Promise<number> {
    return this.database.transaction(async (transaction) => {
      const changes = new ChangeCounter(await lockLocation(transaction, lease));
      await work(transaction, changes);
      if (changes.count > 0) await advanceLocation(transaction, lease, changes.sequence, changes.added);
      return changes.count;
    });
  }

  private async saveMessages(transaction: Queryable, locationId: string, shown: readonly Message[], changes: ChangeCounter): Promise<void> {
    const versions = await readVersions(
      transaction,
      locationId,
      shown.map(({ id }) => id),
    );
    const conversationIds = idsOf(shown, ({ conversationId }) => conversationId);
    const conversations = await readConversations(transaction, locationId, conversationIds);
    // A message that names no contact was with the contact of its conversation. What upstream wrote (`rendered`) stays as it is.
    const messages = shown.map((message) =>
      message.contactId === null && message.conversationId !== null
        ? { ...message, contactId: conversations.get(message.conversationId)?.contactId ?? null }
        : message,
    );
    const contactIds = idsOf(messages, ({ contactId }) => contactId);
    const contacts = await readContacts(transaction, locationId, contactIds);
    const written: AttributedMessage[] = [];
    const attributed: { id: string; attribution: Attribution }[] = [];
    for (const message of messages) {
      const evidence = [conversations.get(message.conversationId ?? '')?.assignee, contacts.get(message.contactId ?? '')?.assignee];
      const news = changeOf(message, versions.get(message.id), evidence, contentHash);
      if (news.kind === 'message') written.push(news.change);
      else if (news.kind === 'attribution') attributed.push(news.change);
    }
    changes.added += written.filter(({ message }) => !versions.has(message.id)).length;
    if (written.length > 0) await writeMessages(transaction, locationId, written, changes.take(written.length));
    if (attributed.length > 0) await writeAttributions(transaction, locationId, attributed, changes.take(attributed.length));
    await markContactsToLookUp(transaction, locationId, contactsToLookUp(written, contacts));
  }

  /** Assignees that are news may be evidence for messages stored before. */
  private async attributeAgain(transaction: Queryable, locationId: string, news: NewAssignees, changes: ChangeCounter): Promise<void> {
    const { conversationIds, contactIds } = news;
    if (conversationIds.length + contactIds.length === 0) return;
    const versions = await readVersionsToAttribute(transaction, locationId, conversationIds, contactIds);
    if (versions.length === 0) return;
    const conversations = await readConversations(transaction, locationId, conversationIds);
    const contacts = await readContacts(transaction, locationId, contactIds);
    const attributed = versions.flatMap((version) => {
      const evidence = [conversations.get(version.conversationId ?? '')?.assignee, contacts.get(version.contactId ?? '')?.assignee];
      const attribution = attribute(version.attribution, evidence, version.dateAdded);
      return sameAttribution(attribution, version.attribution) ? [] : [{ id: version.id, attribution }];
    });
    if (attributed.length > 0) await writeAttributions(transaction, locationId, attributed, changes.take(attributed.length));
  }
}

/** Hands out the numbers of a location's change sequence. */
class ChangeCounter {
  count = 0;
  /** How many of the changes are messages that weren't stored before. */
  added = 0;

  constructor(private readonly start: bigint) {}

  get sequence(): bigint {
    return this.start + BigInt(this.count);
  }

  /** The number after which the next `count` changes are numbered. */
  take(count: number): bigint {
    const before = this.sequence;
    this.count += count;
    return before;
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
