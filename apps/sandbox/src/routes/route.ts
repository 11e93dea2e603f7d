import { Clock } from '../clock';
import { SandboxOptions } from '../options';
import { OAuthServer } from '../oauth/oauth-server';
import { SearchIndexes } from '../search-index/search-indexes';
import { Snapshots } from '../search-index/snapshots';
import { IdSource } from '../seed/ids';
import { Message } from '../world/message.entity';
import { Scope } from '../world/token.entity';
import { World } from '../world/world';
import { Parameters } from '../http/parameters';

/** What routes work with; one per sandbox. */
export interface Backend {
  readonly options: SandboxOptions;
  readonly clock: Clock;
  readonly world: World;
  readonly indexes: SearchIndexes;
  readonly snapshots: Snapshots<Message>;
  readonly ids: IdSource;
  readonly oauth: OAuthServer;
}

/** What a request asks: path parameters, the query, and the body of a POST. */
export interface Ask {
  readonly path: Readonly<Record<string, string>>;
  readonly query: Parameters;
  readonly body: Readonly<Record<string, unknown>>;
}

/** An emulated endpoint as data. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** Upstream's path, parameters written `{name}`. */
  readonly path: string;
  readonly scope: Scope;
  /** Takes no token and no `Version`, and counts against nobody's limit. */
  readonly anonymous?: true;
  /** Which location the request is about: what it names, or whose the entity is. Undefined if nothing such exists. */
  locate(ask: Ask, backend: Backend): string | undefined;
  /** Whether a request that names no location is a fault (422) rather than about an unknown entity (404). */
  readonly requiresLocationId: boolean;
  /** The answer without its traceId. Throws UpstreamError. */
  answer(ask: Ask, backend: Backend, locationId: string): Record<string, unknown>;
}

/** For routes that name their location in the query. */
export const locatedByQuery = {
  requiresLocationId: true,
  locate: ({ query }: Ask): string | undefined => query.text('locationId'),
};
