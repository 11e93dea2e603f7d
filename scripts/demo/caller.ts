import { SearchAnswerSchema } from '../../apps/api/src/search/search.schema';
import { SyncSchema } from '../../apps/api/src/sync/sync.schema';

/** A client of the API and of upstream, with one token for one location. */
export class Caller {
  constructor(
    private readonly apiUrl: string,
    private readonly upstreamUrl: string,
    readonly locationId: string,
    readonly token: string,
  ) {}

  /** A page of a search, and how long its bytes took to arrive. Waits as long as the window is still being read. */
  async search(parameters: Record<string, string>): Promise<{ answer: SearchAnswerSchema; tookMs: number }> {
    const startedAt = performance.now();
    for (;;) {
      const response = await this.get(this.searchUrl(parameters));
      const text = await response.text();
      if (response.ok) return { tookMs: performance.now() - startedAt, answer: JSON.parse(text) as SearchAnswerSchema };
      if (response.status !== 503) throw new Error(`The search was answered ${response.status}: ${text}`);
    }
  }

  async sync(): Promise<SyncSchema> {
    const response = await this.get(`${this.apiUrl}/locations/${this.locationId}/sync`);
    if (!response.ok) throw new Error(`The state of the copy was answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as SyncSchema;
  }

  /** The location's users by id, from upstream. */
  async userNames(): Promise<ReadonlyMap<string, string>> {
    const response = await this.get(`${this.upstreamUrl}/users/?locationId=${this.locationId}`, { version: '2021-07-28' });
    const { users } = (await response.json()) as { users: { id: string; name: string }[] };
    return new Map(users.map(({ id, name }) => [id, name]));
  }

  searchUrl(parameters: Record<string, string>): string {
    const query = Object.entries({ locationId: this.locationId, ...parameters }).map(([name, value]) => `${name}=${value}`);
    return `${this.apiUrl}/messages/search?${query.join('&')}`;
  }

  private get(url: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(url, { headers: { authorization: `Bearer ${this.token}`, ...headers } });
  }
}
