import { isLeadConnectorError } from '@app/leadconnector';
import { MessagesError } from '../errors';

/** What went wrong, in the words of the two closed sets of codes. */
export interface Failure {
  /** The error's code; `unexpected` for what no code foresees, which is a fault of ours. */
  readonly code: string;
  /** How long upstream, or its budget, asks to be left alone. */
  readonly retryAfterMs: number;
}

export function failureOf(error: unknown): Failure {
  if (error instanceof MessagesError) return { code: error.code, retryAfterMs: 0 };
  if (!isLeadConnectorError(error)) return { code: 'unexpected', retryAfterMs: 0 };
  return { code: error.code, retryAfterMs: error.retryAfterMs ?? 0 };
}
