import { Change, changesPath, Query } from './feed.client';
import { Stage } from '../e2e/truth.stage';
import { MAIN_TOKEN } from '../../apps/sandbox/src/create-sandbox';

export interface StreamEvent {
  readonly id?: string;
  readonly event?: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly data?: any;
}

/** A stream of the feed that was begun. */
export interface EventReader {
  readonly status: number;
  readonly headers: Headers;
  /** The next events with data, `count` of them, or all that came before the stream ended. */
  take(count: number): Promise<StreamEvent[]>;
  /** The id of the last block, with data or without. */
  readonly lastId: string | undefined;
  close(): void;
}

export async function openStream({ api, locationId }: Stage, query: Query, headers: Record<string, string> = {}): Promise<EventReader> {
  const controller = new AbortController();
  const response = await fetch(api.url + changesPath(locationId, query), {
    signal: controller.signal,
    headers: { authorization: `Bearer ${MAIN_TOKEN}`, accept: 'text/event-stream', ...headers },
  });
  const chunks = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let lastId: string | undefined;
  const nextBlock = async (): Promise<StreamEvent | null> => {
    for (;;) {
      const end = rest.indexOf('\n\n');
      if (end >= 0) {
        const block = parse(rest.slice(0, end));
        rest = rest.slice(end + 2);
        lastId = block.id ?? lastId;
        return block;
      }
      const chunk = await chunks?.read();
      if (!chunk || chunk.done) return null;
      rest += chunk.value;
    }
  };
  return {
    status: response.status,
    headers: response.headers,
    take: async (count) => {
      const events: StreamEvent[] = [];
      while (events.length < count) {
        const block = await nextBlock();
        if (!block) break;
        if (block.data !== undefined) events.push(block);
      }
      return events;
    },
    get lastId() {
      return lastId;
    },
    close: () => controller.abort(),
  };
}

export function changesOf(events: readonly StreamEvent[]): Change[] {
  return events.map(({ data }) => data as Change);
}

function parse(block: string): StreamEvent {
  const fields = block
    .split('\n')
    .filter((line) => !line.startsWith(':'))
    .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]);
  const { id, event, data } = Object.fromEntries(fields) as Record<string, string>;
  return { ...(id !== undefined && { id }), ...(event !== undefined && { event }), ...(data !== undefined && { data: JSON.parse(data) }) };
}
