import { joinMessages } from '../search/messages.json';
import { ReadAnswer } from './reads.types';

/** An answer out of the store: records between two texts, the trace id last. `after` closes whatever `before` opened but the answer. */
export function storeAnswer(texts: readonly Buffer[], ageMs: number, before: string, after: string): ReadAnswer {
  const records = joinMessages(texts.map((rendered) => ({ rendered, contactId: null })));
  return {
    render: (traceId) => Buffer.concat([Buffer.from(before), ...records, Buffer.from(`${after},"traceId":${JSON.stringify(traceId)}}`)]),
    count: texts.length,
    source: 'store',
    ageMs,
  };
}
