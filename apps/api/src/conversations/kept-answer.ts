import { UpstreamRead } from '@app/messages';

/**
 * An answer of upstream as it is kept: rendered once for all who ask the same, but for its end, since each of them gets a trace id of
 * its own.
 */
export interface KeptAnswer {
  readonly head: string;
  /** Of the messages or conversations in it. */
  readonly count: number;
  readonly locationId: string | null;
  readonly upstreamTraceId: string | null;
}

export function keepAnswer({ body, traceId }: UpstreamRead, locationId: string | null): KeptAnswer {
  return { head: JSON.stringify(body).slice(0, -1), count: countOf(body), locationId, upstreamTraceId: traceId };
}

/** The whole answer in UTF-8. */
export function renderKept({ head }: KeptAnswer, traceId: string): Buffer {
  return Buffer.from(`${head}${head === '{' ? '' : ','}"traceId":${JSON.stringify(traceId)}}`);
}

/** By upstream's shapes: a list, a page of one, or a single message. */
function countOf({ message, messages, conversations }: UpstreamRead['body']): number {
  const list = conversations ?? (isObject(messages) && !Array.isArray(messages) ? messages.messages : messages);
  if (Array.isArray(list)) return list.length;
  return isObject(message) ? 1 : 0;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
