import { MessageSchema } from '../../apps/api/src/search/search.schema';
import { table } from './text';

/** Calls as a table: who called whom, who handled it and how that is known. */
export function callsTable(calls: readonly MessageSchema[], userNames: ReadonlyMap<string, string>): string[] {
  return table([['updated (UTC)', 'direction', 'contact', 'user', 'evidence', 'length'], ...calls.map((call) => rowOf(call, userNames))]);
}

function rowOf(call: MessageSchema, userNames: ReadonlyMap<string, string>): string[] {
  const { dateUpdated, direction, userId, userIdSource, meta } = call;
  return [
    dateUpdated.slice(0, 16).replace('T', ' '),
    direction ?? '',
    call.fullName ?? call.contactName ?? call.phone ?? call.email ?? '(unknown)',
    userId === null ? '(nobody)' : (userNames.get(userId) ?? userId),
    userIdSource,
    lengthOf(meta?.call?.duration),
  ];
}

function lengthOf(seconds: number | null | undefined): string {
  return seconds === null || seconds === undefined ? '' : `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
