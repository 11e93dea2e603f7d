import { attribute, sameAttribution } from '../model/attribution';
import { ChangeCounter } from './change-counter';
import { Queryable } from './database';
import { NewAssignees, readContacts, readConversations } from './directory.store';
import { readVersionsToAttribute, writeAttributions } from './message-version.store';

/** Assignees that are news may be evidence for messages stored before. In a transaction that has locked the location. */
export async function attributeAgain(
  transaction: Queryable,
  locationId: string,
  { conversationIds, contactIds }: NewAssignees,
  changes: ChangeCounter,
): Promise<void> {
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
