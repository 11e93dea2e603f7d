import { SearchPage } from '@app/messages';

/**
 * The answer as JSON in UTF-8. The messages are bytes already, rendered when they were stored, and go out as they are: stringifying a
 * page of a thousand costs several times what reading it does.
 */
export function renderSearchAnswer(page: SearchPage, includeTotal: boolean, traceId: string): Buffer {
  const { messages, lastMessageId, nextCursor, complete, asOf, total } = page;
  const head = `{"messages":{"lastMessageId":${JSON.stringify(lastMessageId)},"nextPage":${nextCursor !== null},"nextCursor":${JSON.stringify(nextCursor)}`;
  const tail = JSON.stringify({
    complete,
    asOf: asOf === null ? null : new Date(asOf).toISOString(),
    ...(includeTotal && { total }),
    traceId,
  });
  return messages.between(`${head},"messages":[`, `]},${tail.slice(1)}`);
}
