import { Attribution, rankOf, sourceOf } from '../model/attribution';
import { AttributedMessage, Message } from '../model/message';
import { changeOf } from '../model/version';
import { ChangeCounter } from './change-counter';
import { Queryable } from './database';
import { KnownContact, markContactsToLookUp } from './directory.store';
import { contentHash, insertMessages, listMessages, MessageLists, replaceMessages, writeAttributions } from './message-version.store';
import { contactOf, PageKnowledge } from './page.knowledge';
import { removeTombstones } from './tombstone.store';

/** What the messages of a page change in the store, ready to be sent. */
export interface PageChanges {
  readonly added: MessageLists;
  readonly replaced: MessageLists;
  readonly attributed: readonly { readonly id: string; readonly attribution: Attribution }[];
  /** Of those added, the ones that were deleted once. */
  readonly restored: readonly string[];
  readonly contactsToLookUp: readonly string[];
}

/** `listedAt` is when the list was begun that shows them (epoch ms): it still shows what was deleted since. */
export function decideChanges(listed: readonly Message[], listedAt: number, knowledge: PageKnowledge): PageChanges {
  const { versions, conversations, contacts, events, deletedAt } = knowledge;
  const added: AttributedMessage[] = [];
  const replaced: AttributedMessage[] = [];
  const attributed: { id: string; attribution: Attribution }[] = [];
  for (const shown of listed) {
    if ((deletedAt.get(shown.id) ?? -Infinity) >= listedAt) continue;
    // What upstream wrote (`rendered`) stays as it is.
    const message = shown.contactId === null ? { ...shown, contactId: contactOf(shown, conversations) } : shown;
    const assignees = [conversations.get(message.conversationId ?? '')?.assignee, contacts.get(message.contactId ?? '')?.assignee];
    const known = versions.get(message.id);
    const news = changeOf(message, known, [...assignees, ...(events.get(message.id) ?? [])], contentHash);
    if (news.kind === 'message') (known ? replaced : added).push(news.change);
    else if (news.kind === 'attribution') attributed.push(news.change);
  }
  return {
    added: listMessages(added),
    replaced: listMessages(replaced),
    attributed,
    restored: added.map(({ message: { id } }) => id).filter((id) => deletedAt.has(id)),
    contactsToLookUp: contactsToLookUp([...added, ...replaced], contacts),
  };
}

/** Sends them, numbered. @returns one promise a statement, to be awaited before the commit */
export function sendChanges(
  transaction: Queryable,
  locationId: string,
  { added, replaced, attributed, restored, contactsToLookUp: wanted }: PageChanges,
  changes: ChangeCounter,
): (Promise<void> | null)[] {
  changes.added += added.count;
  return [
    removeTombstones(transaction, locationId, restored),
    added.count > 0 ? insertMessages(transaction, locationId, added, changes.take(added.count)) : null,
    replaced.count > 0 ? replaceMessages(transaction, locationId, replaced, changes.take(replaced.count)) : null,
    attributed.length > 0 ? writeAttributions(transaction, locationId, attributed, changes.take(attributed.length)) : null,
    markContactsToLookUp(transaction, locationId, wanted),
  ];
}

/** The contacts of whom nothing is known, and those who were never asked for though nobody else can be the messages' user. */
function contactsToLookUp(messages: readonly AttributedMessage[], contacts: ReadonlyMap<string, KnownContact>): string[] {
  const wanted = messages.flatMap(({ message: { contactId }, attribution }) => {
    if (contactId === null) return [];
    const known = contacts.get(contactId);
    const isNeeded = !known?.hasFields || rankOf(sourceOf(attribution)) > rankOf('contact');
    return isNeeded && !known?.isLookedUp ? [contactId] : [];
  });
  return [...new Set(wanted)];
}
