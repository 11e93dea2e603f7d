/** Everything that can go wrong in the domain, beside the errors of upstream that pass through it. */
export type MessagesErrorCode =
  /** The cursor was not written by this service for this location, or was altered. */
  | 'cursor-invalid'
  /** The cursor belongs to other filters or another order. */
  | 'cursor-of-other-query'
  /** The position was not written by this service for this location, or was altered. */
  | 'position-invalid'
  /** What changed after the position is not known any more. */
  | 'position-gone'
  /** No message of this location has the id given as lastMessageId. */
  | 'last-message-unknown'
  /** The window could not be walked within the time a client would wait. */
  | 'sync-incomplete'
  /** Upstream answers in a way that can't be walked: an endless list, a cursor that goes in circles. */
  | 'upstream-unusable'
  /** Another process took this location's sync over; what this one had in hand was not stored. */
  | 'lease-lost'
  /** A secret can't be stored, because there is no key to encrypt it with. */
  | 'encryption-key-missing'
  /** The store can't be reached. */
  | 'store-unavailable'
  /** The service is shutting down. */
  | 'stopping';

/** How far a walk is. */
export interface WalkProgress {
  /** Messages read from upstream so far, and how many of them were new or changed. */
  readonly messagesRead: number;
  readonly messagesStored: number;
  readonly pages: number;
  /** From 0 to 1, or null while nothing can be said. */
  readonly fraction: number | null;
  /** Estimated time to the end, or null while nothing can be said. */
  readonly remainingMs: number | null;
}

export interface MessagesErrorDetails {
  readonly cause?: unknown;
  readonly progress?: WalkProgress | null;
}

export class MessagesError extends Error {
  readonly progress: WalkProgress | null;

  constructor(
    readonly code: MessagesErrorCode,
    message: string,
    details: MessagesErrorDetails = {},
  ) {
    super(message, { cause: details.cause });
    this.name = 'MessagesError';
    this.progress = details.progress ?? null;
  }
}

/** Whether another process has the location now, or nobody any more: what was begun there is to be begun again. */
export function isLeaseLost(error: unknown): boolean {
  return error instanceof MessagesError && error.code === 'lease-lost';
}
