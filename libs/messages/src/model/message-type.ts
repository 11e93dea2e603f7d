/** Numbers whose string form upstream documents only by number. Source: upstream's message type list. */
const TYPE_BY_NUMBER: Readonly<Record<number, string>> = { 1: 'TYPE_CALL', 2: 'TYPE_SMS', 3: 'TYPE_EMAIL', 10: 'TYPE_VOICEMAIL' };

/** What a message is called that has neither a type name nor a number we know. */
export const UNKNOWN_MESSAGE_TYPE = 'TYPE_UNKNOWN';

/**
 * The one spelling of a message type. Upstream writes `TYPE_SMS` in most answers and `SMS` or `Email` in others;
 * values that nobody documented are kept.
 */
export function normalizeMessageType(messageType: unknown, type: unknown): string {
  if (typeof messageType === 'string' && messageType.trim() !== '') {
    const name = messageType
      .trim()
      .toUpperCase()
      .replaceAll(/[\s-]+/g, '_');
    return name.startsWith('TYPE_') ? name : `TYPE_${name}`;
  }
  return (typeof type === 'number' && TYPE_BY_NUMBER[type]) || UNKNOWN_MESSAGE_TYPE;
}

/**
 * Upstream's export leaves e-mail out unless asked for it by channel, so e-mail is walked, and covered, on its own.
 * `messages` is everything else.
 */
export const CHANNELS = ['messages', 'email'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The channels that must be covered for an answer about these types to be complete. */
export function channelsOf(messageTypes: readonly string[]): readonly Channel[] {
  const needed = new Set<Channel>();
  for (const messageType of messageTypes) {
    // Which channel a campaign's or provider's e-mail comes in is not documented: both are walked.
    if (messageType === 'TYPE_EMAIL') needed.add('email');
    else if (messageType.endsWith('_EMAIL')) CHANNELS.forEach((channel) => needed.add(channel));
    else needed.add('messages');
  }
  return CHANNELS.filter((channel) => needed.has(channel));
}
