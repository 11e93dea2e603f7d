import { MischiefRates } from './mischief';

/** How a sandbox sends its world's changes as events. */
export interface WebhookOptions {
  /** Where to; may also be said later. Until then events wait. */
  readonly url?: string;
  /** Sends by itself as time goes by; else only when told to. */
  readonly isAutomatic?: boolean;
  /** Deliveries on the wire at once. */
  readonly concurrency?: number;
  /** Share of message events that leave the message's id out. */
  readonly missingMessageIdRate?: number;
  readonly mischief?: MischiefRates;
}

export type ResolvedWebhookOptions = Required<Omit<WebhookOptions, 'url'>>;

export const DEFAULT_WEBHOOK_OPTIONS: ResolvedWebhookOptions = {
  isAutomatic: false,
  concurrency: 1,
  missingMessageIdRate: 0.1,
  mischief: {},
};
