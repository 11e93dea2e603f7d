import { SearchPage, SyncedWindow } from '@app/messages';

/**
 * The answer as JSON in UTF-8. The messages are bytes already, rendered when they were stored, and go out as they are: stringifying a
 * page of a thousand costs several times what reading it does.
 */
export function renderSearchAnswer(page: SearchPage, { complete, asOf }: SyncedWindow, includeTotal: boolean, traceId: string): Buffer {
  const { messages, lastMessageId, nextCursor, total } = page;
  const head = JSON.stringify({ lastMessageId, nextPage: nextCursor !== null, nextCursor });
  const tail = JSON.stringify({
    complete,
    asOf: asOf === null ? null : new Date(asOf).toISOString(),
    ...(includeTotal && { total }),
    traceId,
  });
  return Buffer.concat([Buffer.from(`{"messages":${head.slice(0, -1)},"messages":[`), ...messages, Buffer.from(`]},${tail.slice(1)}`)]);
}
