/** An answer in upstream's shape, out of the store. */
export interface ReadAnswer {
  /** The JSON in UTF-8, with this trace id. */
  readonly render: (traceId: string) => Buffer;
  /** Of the messages in it. */
  readonly count: number;
  readonly source: 'store' | 'upstream';
  /** How long ago upstream was last asked what had changed; null when it was asked just now. */
  readonly ageMs: number | null;
}

/** What upstream answered, with users filled in; plain JSON, so that it can be kept. */
export interface UpstreamRead {
  /** In upstream's shape, without its traceId. */
  readonly body: Readonly<Record<string, unknown>>;
  /** Upstream's own trace id. */
  readonly traceId: string | null;
  /** The location that the answer's records name; null when none does. */
  readonly locationId: string | null;
}
