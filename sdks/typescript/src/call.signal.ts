/**
 * Does something with a signal of its own, which aborts when `outer` does. A signal that lives as long as the process would else gather what
 * each request hangs on it, thousands of listeners.
 */
export async function withSignal<Outcome>(
  outer: AbortSignal | undefined,
  use: (signal: AbortSignal) => Promise<Outcome>,
): Promise<Outcome> {
  outer?.throwIfAborted();
  const inner = new AbortController();
  const onAbort = (): void => inner.abort(outer?.reason);
  outer?.addEventListener('abort', onAbort, { once: true });
  try {
    return await use(inner.signal);
  } finally {
    outer?.removeEventListener('abort', onAbort);
  }
}
