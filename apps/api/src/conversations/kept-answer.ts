import { UpstreamRead } from '@app/messages';

/**
 * An answer of upstream as it is kept: rendered once for all who ask the same, but for its end, since each of them gets a trace id of
 * its own.
 */
export interface KeptAnswer {
  readonly head: string;
  readonly locationId: string | null;
  readonly upstreamTraceId: string | null;
}

export function keepAnswer({ body, traceId }: UpstreamRead, locationId: string | null): KeptAnswer {
  return { head: JSON.stringify(body).slice(0, -1), locationId, upstreamTraceId: traceId };
}

/** The whole answer in UTF-8. */
export function renderKept({ head }: KeptAnswer, traceId: string): Buffer {
  return Buffer.from(`${head}${head === '{' ? '' : ','}"traceId":${JSON.stringify(traceId)}}`);
}
