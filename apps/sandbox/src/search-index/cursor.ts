import { Position } from './order';

/** What an export cursor stands for: a point in time, and the last row served from it. */
export interface Cursor extends Position {
  readonly snapshotId: string;
}

/** Opaque to callers: base64 of JSON, as upstream's are. */
export function encodeCursor({ snapshotId, dateMs, id }: Cursor): string {
  return Buffer.from(JSON.stringify({ pitId: snapshotId, lastSort: [dateMs], lastId: id })).toString('base64');
}

/** Undefined if the text was not made by {@link encodeCursor}. */
export function decodeCursor(text: string): Cursor | undefined {
  try {
    const value = JSON.parse(Buffer.from(text, 'base64').toString('utf8')) as unknown;
    if (typeof value !== 'object' || value === null) return undefined;
    const { pitId, lastSort, lastId } = value as Record<string, unknown>;
    const dateMs = Array.isArray(lastSort) ? (lastSort[0] as unknown) : undefined;
    if (typeof pitId !== 'string' || typeof dateMs !== 'number' || typeof lastId !== 'string') return undefined;
    return { snapshotId: pitId, dateMs, id: lastId };
  } catch {
    return undefined;
  }
}
