import { Injectable } from '@nestjs/common';
import { DirectoryRows, ObservedDirectory } from '../model/directory';
import { Message } from '../model/message';
import { Channel } from '../model/message-type';
import { newestVersions } from '../model/version';
import { isEmptyWindow, Window } from '../model/window';
import { attributeAgain } from './attribute-again';
import { ChangeCounter } from './change-counter';
import { addCoverage, recordTail } from './coverage.store';
import { Database, Queryable } from './database';
import { markContactsLookedUp, saveDirectory } from './directory.store';
import { advanceLocation, Lease, lockLocation } from './lease.store';
import { decideChanges, PageChanges, sendChanges } from './page.changes';
import { readKnowledge } from './page.knowledge';
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
  /** When the list that it's a page of was begun, epoch ms; when the page was asked for where it's of none. */
  readonly listedAt?: number;
  /** The window whose every message has been seen by now. */
  readonly proven: Window;
  /** Set by the page that ends a tail walk. */
  readonly tail?: { readonly asOf: number; readonly walkedAt: number };
}

/** A page on its way into the store. */
export interface PageBeingSaved {
  readonly page: WalkedPage;
  /** Settles when it is this page's turn, with its number; null when it will never be. */
  readonly locked: Promise<bigint | null>;
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
   * Begins to save a page while the one before is still being written: what decides about it is read meanwhile, and it is committed after
   * that one, or not at all.
   */
  startSaving(lease: Lease, page: WalkedPage, before?: PageBeingSaved): PageBeingSaved {
    let onLocked: (turn: bigint | null) => void = () => undefined;
    const locked = new Promise<bigint | null>((resolve) => (onLocked = resolve));
    const saved = this.saveAfter(before, lease, page, onLocked).finally(() => onLocked(null));
    return { page, locked, saved };
  }

  private async saveAfter(
    before: PageBeingSaved | undefined,
    lease: Lease,
    page: WalkedPage,
    onLocked: (turn: bigint) => void,
  ): Promise<number> {
    const { locationId } = lease;
    // In the order of the pages: one that got the lock too early would wait for another that waits for the lock.
    const turnBefore = (await before?.locked) ?? null;
    // While that one has the lock, all that was written before it can be read.
    const early = before && turnBefore !== null && !mayDecideAbout(before.page, page) ? this.decide(this.database, locationId, page) : null;
    // Handled where it is awaited; the lock may be lost first.
    early?.catch(() => undefined);
    return this.write(lease, async (transaction, locking) => {
      void locking.then(
        ({ turn }) => onLocked(turn),
        () => undefined,
      );
      const news = page.directory && (await saveDirectory(transaction, locationId, page.directory, page.directory.observedAt));
      const isNext = early !== null && (await locking).turn === (turnBefore ?? 0n) + 1n;
      const decided = isNext ? await early : await this.decide(transaction, locationId, page);
      const { changes } = await locking;
      const stored = Promise.all([
        ...sendChanges(transaction, locationId, decided, changes),
        saveSetAside(transaction, locationId, page.setAside, new Date(page.seenAt)),
        isEmptyWindow(page.proven) ? null : addCoverage(transaction, locationId, page.channel, page.proven),
        page.tail ? recordTail(transaction, locationId, page.channel, page.tail) : null,
      ]);
      // Handled where it is awaited; what comes before may fail first.
      stored.catch(() => undefined);
      if (news) await attributeAgain(transaction, locationId, news, changes);
      await before?.saved;
      return [stored];
    });
  }

  private async decide(store: Queryable, locationId: string, page: WalkedPage): Promise<PageChanges> {
    const messages = newestVersions(page.messages);
    return decideChanges(messages, page.listedAt ?? page.seenAt, await readKnowledge(store, locationId, messages));
  }

  /** Saves what was learnt of conversations and contacts. `askedFor` are contacts that it was to tell of, whether it does or not. */
  saveDirectory(lease: Lease, directory: DirectoryRows, observedAt: number, askedFor: readonly string[]): Promise<number> {
    const { locationId } = lease;
    return this.write(lease, async (transaction, locking) => {
      const { changes } = await locking;
      const news = await saveDirectory(transaction, locationId, directory, observedAt);
      if (askedFor.length > 0) await markContactsLookedUp(transaction, locationId, askedFor);
      await attributeAgain(transaction, locationId, news, changes);
      return [];
    });
  }

  /**
   * `work` may send statements with the one that locks the location: they run when it has the lock. Those whose rows it doesn't need it
   * returns unawaited: others are held up as long as the way to the server and back.
   */
  private write(
    lease: Lease,
    work: (transaction: Queryable, locking: Promise<Locked>) => Promise<readonly Promise<unknown>[]>,
  ): Promise<number> {
    return this.database.transaction(lease, async (transaction) => {
      const locking = lockLocation(transaction, lease).then(({ sequence, turn }) => ({ changes: new ChangeCounter(sequence), turn }));
      // Whoever else fails first.
      locking.catch(() => undefined);
      const sent = await work(transaction, locking);
      const { changes } = await locking;
      await Promise.all([...sent, changes.count > 0 ? advanceLocation(transaction, lease, changes.sequence, changes.added) : null]);
      return changes.count;
    });
  }
}

interface Locked {
  readonly changes: ChangeCounter;
  readonly turn: bigint;
}

/** Whether what one page changes in the store can be part of what decides about another, or that page brings knowledge of its own. */
function mayDecideAbout(before: WalkedPage, page: WalkedPage): boolean {
  if (hasRows(before.directory) || hasRows(page.directory)) return true;
  const ids = new Set(before.messages.map(({ id }) => id));
  return page.messages.some(({ id }) => ids.has(id));
}

function hasRows(directory: DirectoryRows | undefined): boolean {
  return directory !== undefined && directory.conversations.length + directory.contacts.length > 0;
}
