/** So often the store is asked at most, however many scrape. */
const FRESH_MS = 5_000;
/** A scrape must not take as long as a store that hangs. */
const WAIT_MS = 2_000;

export interface RecentOptions {
  readonly now: () => number;
  /** Resolves after that long; ends no wait of the process. */
  readonly delay: (ms: number) => Promise<void>;
}

const SYSTEM: RecentOptions = {
  now: () => performance.now(),
  delay: (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()),
};

/** What was read last, if that is young; else what is read now. One reading at a time, whoever asks meanwhile shares it. */
export class RecentFigures<Read> {
  private last: { readonly at: number; readonly read: Read } | null = null;
  private underWay: Promise<Read | null> | null = null;

  constructor(
    private readonly read: () => Promise<Read>,
    private readonly options: RecentOptions = SYSTEM,
  ) {}

  /** Null when it failed, or isn't there in two seconds. Never rejects. */
  async get(): Promise<Read | null> {
    if (this.last && this.options.now() - this.last.at < FRESH_MS) return this.last.read;
    this.underWay ??= this.ask().finally(() => (this.underWay = null));
    return Promise.race([this.underWay, this.options.delay(WAIT_MS).then(() => null)]);
  }

  private async ask(): Promise<Read | null> {
    try {
      const read = await this.read();
      this.last = { at: this.options.now(), read };
      return read;
    } catch {
      this.last = null;
      return null;
    }
  }
}
