import { Answer, RequestOptions } from '../harness/test-api';
import { Stage } from '../e2e/truth.stage';

/** A change as the API answers it. */
export interface Change {
  readonly action: 'added' | 'changed' | 'deleted';
  readonly id: string;
  readonly message: (Readonly<Record<string, unknown>> & { readonly id: string }) | null;
  readonly dateDeleted?: string;
}

export type Query = Readonly<Record<string, string | number | boolean>>;

export function changesPath(locationId: string, query: Query): string {
  const given = Object.entries({ locationId, ...query }).map(([name, value]): [string, string] => [name, String(value)]);
  return `/messages/changes?${new URLSearchParams(given).toString()}`;
}

/** One answer of the feed. */
export function askChanges({ api, locationId }: Stage, query: Query, options?: RequestOptions): Promise<Answer> {
  return api.get(changesPath(locationId, query), options);
}

/** A consumer that keeps a copy. */
export class Consumer {
  readonly copy = new Map<string, NonNullable<Change['message']>>();

  constructor(
    private readonly stage: Stage,
    public since: string,
    private readonly query: Query = {},
  ) {}

  /** Follows until there is nothing more. @returns the changes */
  async follow(options: RequestOptions = { headers: { 'cache-control': 'no-cache' } }): Promise<Change[]> {
    const all: Change[] = [];
    for (;;) {
      const { status, body } = await askChanges(this.stage, { ...this.query, since: this.since }, options);
      if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
      const changes = body.changes as Change[];
      all.push(...changes);
      this.apply(changes);
      const isOver = changes.length === 0;
      this.since = body.next as string;
      if (isOver) return all;
    }
  }

  /** The copy in the order of a search. */
  get messages(): readonly NonNullable<Change['message']>[] {
    const date = ({ dateUpdated }: Readonly<Record<string, unknown>>) => Date.parse(String(dateUpdated));
    return [...this.copy.values()].sort((a, b) => date(a) - date(b) || (a.id < b.id ? -1 : 1));
  }

  private apply(changes: readonly Change[]): void {
    for (const { id, message } of changes) {
      if (message) this.copy.set(id, message);
      else this.copy.delete(id);
    }
  }
}
