/** An id of a message or a conversation, and the location that its record names. */
export interface SeenId {
  readonly id: string;
  readonly locationId: string;
}

/**
 * The ids of messages and conversations in an answer of upstream, one by one. Nothing about its records is taken for granted.
 */
export function* seenIds(body: Readonly<Record<string, unknown>>): Generator<SeenId> {
  for (const record of recordsOf(body)) {
    const { locationId, id, conversationId } = record;
    if (typeof locationId !== 'string') continue;
    for (const seen of [id, conversationId]) if (typeof seen === 'string') yield { id: seen, locationId };
  }
}

/** Of a list as published or nested once more as on the wire; of a message that stands alone, under its name or bare. */
function recordsOf(body: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>[] {
  const { messages, conversations, message } = body;
  const list = conversations ?? (isRecord(messages) ? messages.messages : messages);
  return (Array.isArray(list) ? (list as unknown[]) : [message ?? body]).filter(isRecord);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
