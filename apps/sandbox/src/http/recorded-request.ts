/** One request as the sandbox saw it. */
export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The parsed JSON body of a POST. */
  readonly body?: unknown;
  /** Null until authorization has found one, and for good if it does not. */
  locationId: string | null;
  /** The label of a known token, never the token. */
  tokenLabel: string | null;
  /** The HTTP status answered; 0 while unanswered, and for good if the connection was reset or left hanging. */
  status: number;
  /** Epoch ms on the sandbox's clock. */
  readonly at: number;
}
