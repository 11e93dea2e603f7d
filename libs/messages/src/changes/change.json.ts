import { joinMessages } from '../search/messages.json';
import { StoredChange } from '../store/change.store';
import { ChangeAction } from './changes.types';

const CLOSE = Buffer.from('}');

/** A change as a JSON object: its message as it's stored, or null and when the deletion was confirmed. */
export function renderChange(
  action: ChangeAction,
  { id, deletedAt, rendered, contactId }: StoredChange,
  endOf?: (contactId: string | null) => Buffer,
): readonly Buffer[] {
  const head = `{"action":"${action}","id":${JSON.stringify(id)},"message":`;
  if (deletedAt !== null) return [Buffer.from(`${head}null,"dateDeleted":"${new Date(deletedAt).toISOString()}"}`)];
  return [Buffer.from(head), ...joinMessages([{ rendered, contactId }], { endOf }), CLOSE];
}
