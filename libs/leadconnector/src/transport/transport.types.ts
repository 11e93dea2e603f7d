import { CallPriority, LocationCredential } from '../calls.types';
import { ResponseHeaders } from '../policy/headers';

/** One request on its way down the layers. A layer changes it by copying. */
export interface TransportRequest {
  readonly method: 'GET' | 'POST';
  /** The path's template: the only form in which a path may appear in an error. */
  readonly path: string;
  /** Path and query, encoded. */
  readonly target: string;
  readonly body: string | null;
  /** Of the body, when it isn't JSON. */
  readonly contentType?: string;
  readonly idempotent: boolean;
  /** The token isn't sent; it is here to be kept out of what upstream says. */
  readonly anonymous?: boolean;
  readonly credential: LocationCredential;
  readonly priority: CallPriority;
  /** Locations besides the credential's whose budget the request may spend. */
  readonly alsoSpends: readonly string[];
  readonly headers: Readonly<Record<string, string>>;
  /** Aborts with a LeadConnectorError as its reason, whoever aborts. */
  readonly signal: AbortSignal;
  /** When the whole call ends, on the monotonic clock. */
  readonly deadline: number;
  /** Called when the request has had its turn in every line, just before it leaves: from then on upstream is what is waited for. */
  readonly onTurn?: () => void;
  /** Called when a connection is there and the request leaves on it. */
  readonly onSent?: () => void;
}

/** An answer of any status, its body read whole and decompressed. */
export interface RawResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly body: Buffer;
  /** Epoch ms, no later than the moment the request left. */
  readonly sentAt: number;
}

/** A successful answer, parsed. */
export interface JsonResponse {
  readonly json: unknown;
  readonly headers: ResponseHeaders;
  readonly sentAt: number;
}

/** Rejects with a LeadConnectorError; once the signal has aborted with anything, since the signal's reason is what counts then. */
export type Send<Response> = (request: TransportRequest) => Promise<Response>;

/** Wraps what is below it; usually answering with what that answers. */
export type Layer<Inner, Outer = Inner> = (next: Send<Inner>) => Send<Outer>;
