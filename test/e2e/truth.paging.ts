import { isDeepStrictEqual } from 'node:util';
import { Answered, Wanted } from './truth.reference';
import { Stage } from './truth.stage';

export interface Paging {
  readonly limit?: number;
  readonly by?: 'cursor' | 'lastMessageId';
  readonly headers?: Record<string, string>;
  /** Called between pages, with how many were read. */
  readonly between?: (pages: number) => void;
}

/** Reads a search to its end; each page must be full but the last, and complete. */
export async function readAll(
  stage: Stage,
  wanted: Wanted,
  { limit = 1000, by = 'cursor', headers, between }: Paging = {},
): Promise<Answered[]> {
  const all: Answered[] = [];
  const go: Record<string, string> = {};
  for (let pages = 1; ; pages += 1) {
    const { status, body } = await stage.api.get(searchPath(stage, wanted, { limit: String(limit), ...go }), { headers });
    if (status !== 200 || body.complete !== true) throw new Error(`Page ${pages}: ${status} ${JSON.stringify(body).slice(0, 500)}`);
    const { messages, lastMessageId, nextCursor, nextPage } = body.messages;
    all.push(...(messages as Answered[]));
    expect(lastMessageId).toBe(messages.at(-1)?.id ?? null);
    expect(nextPage).toBe(nextCursor !== null);
    if (!nextPage) return all;
    expect(messages).toHaveLength(limit);
    go[by] = by === 'cursor' ? nextCursor : lastMessageId;
    between?.(pages);
  }
}

export function searchPath({ locationId }: Stage, wanted: Wanted, more: Record<string, string> = {}): string {
  const { type, after, upTo, ...filters } = wanted;
  const given = { locationId, type: type.join(','), startAfterDate: after, endDate: upTo, ...filters, ...more };
  const query = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return `/messages/search?${new URLSearchParams(Object.fromEntries(query) as Record<string, string>).toString()}`;
}

/** Compares tens of thousands of messages fast, and shows the first that differs. */
export function expectSame(actual: readonly Answered[], expected: readonly Answered[]): void {
  const different = expected.findIndex((message, index) => !isDeepStrictEqual(actual[index], message));
  if (different !== -1) expect({ at: different, message: actual[different] }).toEqual({ at: different, message: expected[different] });
  expect(actual).toHaveLength(expected.length);
}
