import { SearchPage } from '@app/messages';

/**
 * The answer as JSON text. The messages are text already, rendered when they were stored, and go out as they are: stringifying a page
 * of a thousand costs several times what reading it does.
 */
export function renderSearchAnswer(page: SearchPage, includeTotal: boolean, traceId: string): string {
  const { messagesText, lastMessageId, nextCursor, complete, asOf, total } = page;
  const head = `{"messages":{"lastMessageId":${JSON.stringify(lastMessageId)},"nextPage":${nextCursor !== null},"nextCursor":${JSON.stringify(nextCursor)}`;
  const tail = JSON.stringify({
    complete,
    asOf: asOf === null ? null : new Date(asOf).toISOString(),
    ...(includeTotal && { total }),
    traceId,
  });
  return `${head},"messages":[${messagesText}]},${tail.slice(1)}`;
}
