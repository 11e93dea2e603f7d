import { Credential } from '@app/messages';
import { IncomingMessage } from 'node:http';

/** Messages, or what stands for them, that are given out in answer to a request. */
export interface Export {
  /** Which read, and in which form. */
  readonly operation: string;
  readonly credential: Credential;
  /** Of a search: whether something had to be walked for it first. */
  readonly hasWaited?: boolean;
}

/** An export whose messages are counted as they leave. */
export interface NotedExport extends Export {
  readonly count: number;
}

export interface ExportNote {
  /** So many more are sent now. */
  readonly sent: (count: number) => void;
}

const EXPORTS = new WeakMap<IncomingMessage, Export & { count: number }>();

/** Notes that a request is answered with data. What becomes of it, `auditExports` tells when the answer is over. */
export function noteExport({ raw }: { readonly raw: IncomingMessage }, given: Export): ExportNote {
  const noted = { ...given, count: 0 };
  EXPORTS.set(raw, noted);
  // To say how it would be answered, nothing is sent.
  const sends = raw.method !== 'HEAD';
  return { sent: (count) => void (noted.count += sends ? count : 0) };
}

/** The export that the request is answered with; undefined when it's none. */
export function notedExport({ raw }: { readonly raw: IncomingMessage }): NotedExport | undefined {
  return EXPORTS.get(raw);
}
