import { withSignal } from './call.signal.ts';
import { BrokenStreamError, TimeoutError } from './errors.ts';
import type { Call } from './errors.ts';
import type { Runtime } from './runtime.ts';

export interface LineReading {
  readonly call: Call;
  /** How long nothing may come. */
  readonly timeoutMs: number;
  readonly runtime: Runtime;
  readonly signal?: AbortSignal;
}

/**
 * The whole lines of a body, as they come; what is left without a line feed is none. Who leaves the loop ends the answer.
 *
 * @throws BrokenStreamError when the connection does
 * @throws TimeoutError when nothing came for too long
 */
export async function* linesOf(body: ReadableStream<Uint8Array>, reading: LineReading): AsyncGenerator<readonly string[], void, undefined> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await nextPart(reader, reading);
      if (done) return;
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) yield lines;
    }
  } finally {
    // Not waited for: one that hangs would hang this, too.
    reader.cancel().catch(() => undefined);
  }
}

function nextPart(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { call, timeoutMs, runtime, signal }: LineReading,
): Promise<{ readonly done: boolean; readonly value?: Uint8Array }> {
  return withSignal(signal, async (inner) => {
    const alarm = new AbortController();
    inner.addEventListener('abort', () => alarm.abort(inner.reason), { once: true });
    const read = reader.read().catch((cause: unknown) => {
      throw new BrokenStreamError(call, cause);
    });
    const ringing = runtime.sleep(timeoutMs, alarm.signal).then(() => {
      throw new TimeoutError(call, timeoutMs);
    });
    try {
      return await Promise.race([read, ringing]);
    } finally {
      alarm.abort();
    }
  });
}
