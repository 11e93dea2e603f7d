import { Message } from '../world/message.entity';

/** Numeric message types behind each export channel. Upstream does not document the grouping; this one is a guess by name. */
const TYPES_OF_CHANNEL = {
  Call: [1, 8, 10, 13, 24],
  SMS: [2, 4, 6, 7, 14, 20, 22],
  Email: [3, 9, 21, 23],
  WhatsApp: [19],
  Instagram: [18],
  Facebook: [11, 12],
} as const satisfies Record<string, readonly number[]>;

export type Channel = keyof typeof TYPES_OF_CHANNEL;

export const CHANNELS = Object.keys(TYPES_OF_CHANNEL) as Channel[];

const EMAIL_TYPES: readonly number[] = TYPES_OF_CHANNEL.Email;

/** Whether export shows the message under this channel; without a channel, everything but e-mail. */
export function isInChannel(message: Message, channel: Channel | undefined): boolean {
  if (channel === undefined) return !EMAIL_TYPES.includes(message.type);
  const types: readonly number[] = TYPES_OF_CHANNEL[channel];
  return types.includes(message.type);
}
