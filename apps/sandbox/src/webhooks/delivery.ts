/** An event as it is sent: the bytes, and the signature over them. */
export interface SignedEvent {
  readonly webhookId: string;
  readonly type: string;
  readonly locationId: string;
  /** Epoch ms. */
  readonly at: number;
  readonly fields: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  readonly signature: string;
  /** Not by upstream: its signature doesn't hold. */
  readonly isForged: boolean;
}

/** One attempt to deliver an event. */
export interface Delivery {
  readonly event: SignedEvent;
  /** 1 for the first. */
  readonly attempt: number;
  /** The status that was answered; 0 when nothing was. */
  readonly status: number;
}

/** Upstream repeats what is answered 429, six times. */
export const MAX_ATTEMPTS = 7;
export const RETRY_MS = 600_000;
export const RETRY_JITTER_MS = 60_000;
const TIMEOUT_MS = 10_000;

/** Sends the event once. @returns the status; 0 when there was no answer */
export async function deliver(url: string, { body, signature }: SignedEvent): Promise<number> {
  try {
    const headers = { 'content-type': 'application/json', 'x-ghl-signature': signature };
    const response = await fetch(url, { method: 'POST', body, headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}
