import { MessageLines, SyncedWindow } from '@app/messages';
import { Csv } from './csv';

/** Messages as they are taken. */
export type Lines = AsyncGenerator<MessageLines, void, undefined>;

/**
 * The messages, the first of them read already, so that what is wrong with the request is told before the answer begins. The right to read
 * the others is asked for anew each time: upstream's word counts for a minute only, however long the stream takes.
 *
 * @throws what reading the first throws
 */
export async function begun(messages: Lines, requireAccess: () => Promise<void>): Promise<Lines> {
  return following(await messages.next(), messages, requireAccess);
}

async function* following(first: IteratorResult<MessageLines, void>, messages: Lines, requireAccess: () => Promise<void>): Lines {
  try {
    for (let next = first; !next.done; next = await messages.next()) {
      if (next !== first) await requireAccess();
      yield next.value;
    }
  } finally {
    await messages.return();
  }
}

/** The same messages, each part of them told when it's taken to be sent. */
export async function* counted(messages: Lines, taken: (count: number) => void): Lines {
  for await (const part of messages) {
    taken(part.count);
    yield part;
  }
}

/** What is said of a stream at its end, beside how many messages it had. */
export interface StreamEnd {
  readonly synced: Pick<SyncedWindow, 'complete' | 'asOf'>;
  readonly traceId: string;
}

/**
 * A message a line, and a last line that tells that nothing is missing: it alone has no `id`. Who doesn't find it has only a part, whatever
 * became of the connection.
 */
export async function* ndjson(messages: Lines, { synced: { complete, asOf }, traceId }: StreamEnd): AsyncGenerator<Buffer> {
  let count = 0;
  let lastMessageId: string | null = null;
  for await (const part of messages) {
    count += part.count;
    lastMessageId = part.last?.id ?? lastMessageId;
    if (part.lines.length > 0) yield part.lines;
  }
  yield Buffer.from(`${JSON.stringify({ complete, count, asOf: isoOf(asOf), lastMessageId, traceId })}\n`);
}

/** A header, and a record for each message. */
export async function* csvFile(messages: Lines, csv: Csv): AsyncGenerator<Buffer> {
  yield csv.header();
  for await (const { lines } of messages) if (lines.length > 0) yield csv.records(lines);
}

const CONTENT_TYPES = { ndjson: 'application/x-ndjson', csv: 'text/csv; charset=utf-8; header=present' } as const;

/** What a stream is, and what is known of it before it begins: CSV has no other place to tell. */
export function streamHeaders(format: keyof typeof CONTENT_TYPES, { complete, asOf }: StreamEnd['synced']): Record<string, string> {
  return {
    'Content-Type': CONTENT_TYPES[format],
    ...(format === 'csv' && { 'Content-Disposition': 'attachment; filename="messages.csv"' }),
    'X-Complete': String(complete),
    ...(asOf !== null && { 'X-As-Of': new Date(asOf).toISOString() }),
  };
}

function isoOf(date: number | null): string | null {
  return date === null ? null : new Date(date).toISOString();
}
