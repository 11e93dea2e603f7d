import { Credential, CLOCK, Clock } from '@app/messages';
import { CACHE_MANAGER, Cache } from '@nestjs/cache-manager';
import { TestingModuleBuilder } from '@nestjs/testing';
import { CacheKey, CacheParameters } from '../../../apps/api/src/cache/cache-key';
import { CACHE_SECRET } from '../../../apps/api/src/cache/cache-secret';
import { CacheStatistics } from '../../../apps/api/src/cache/cache.statistics';
import { ReadCache } from '../../../apps/api/src/cache/read-cache';
import { CursorCodec, CursorScope, CursorFault } from '../../../libs/messages/src/model/cursor';
import { SearchQuery } from '../../../libs/messages/src/model/search-query';
import { FinishedPages } from '../../../libs/messages/src/search/finished-pages';
import { PageReader } from '../../../libs/messages/src/search/page.reader';
import { CopyReadiness } from '../../../libs/messages/src/search/copy.readiness';
import { PreparedSearch, SearchPage, SearchService } from '../../../libs/messages/src/search/search.service';
import { MessageStore } from '../../../libs/messages/src/store/message.store';

/** Holes in the wall between tenants that the harness must find before what it doesn't find in the service counts. They exist here only. */
export const PLANTED_FAULTS = [
  'verdict-of-any-location',
  'one-right-for-all',
  'answer-for-any-token',
  'page-of-any-location',
  'cursor-of-any-location',
] as const;
export type PlantedFault = (typeof PLANTED_FAULTS)[number];

type KeyOf = (credential: Credential, kind: string) => readonly [Credential, string];

const KEYS: Partial<Record<PlantedFault, KeyOf>> = {
  'verdict-of-any-location': (credential, kind) => [isVerdict(kind) ? { ...credential, locationId: 'any' } : credential, kind],
  'one-right-for-all': (credential, kind) => [credential, isVerdict(kind) ? 'access-messages' : kind],
  'answer-for-any-token': (credential, kind) => [isVerdict(kind) ? credential : { ...credential, token: 'any' }, kind],
};

export function plant(fault: PlantedFault, builder: TestingModuleBuilder): TestingModuleBuilder {
  const keys = KEYS[fault];
  if (keys) {
    return builder.overrideProvider(ReadCache).useFactory({
      factory: (cache: Cache, secret: Buffer, clock: Clock, statistics: CacheStatistics) =>
        new CarelessCache(keys, cache, secret, clock, statistics),
      inject: [CACHE_MANAGER, CACHE_SECRET, CLOCK, CacheStatistics],
    });
  }
  if (fault === 'cursor-of-any-location') return builder.overrideProvider(CursorCodec).useValue(new UnboundCursors(Buffer.alloc(32, 7)));
  return builder.overrideProvider(SearchService).useFactory({
    factory: (...parts: ConstructorParameters<typeof SearchService>) => new CarelessSearch(...parts),
    inject: [CopyReadiness, PageReader, FinishedPages, MessageStore, CursorCodec],
  });
}

function isVerdict(kind: string): boolean {
  return kind.startsWith('access-');
}

/** Leaves something out of its keys. */
class CarelessCache extends ReadCache {
  constructor(
    private readonly keys: KeyOf,
    ...parts: ConstructorParameters<typeof ReadCache>
  ) {
    super(...parts);
  }

  override keyOf(credential: Credential, kind: string, parameters?: CacheParameters): CacheKey {
    return super.keyOf(...this.keys(credential, kind), parameters);
  }
}

/** Keeps pages by what was asked, but for where. */
class CarelessSearch extends SearchService {
  private readonly kept = new Map<string, SearchPage>();

  override async prepare(query: SearchQuery, credential: Credential): Promise<PreparedSearch> {
    const prepared = await super.prepare(query, credential);
    const { locationId: _, maxAgeMs: __, ...asked } = query;
    const key = JSON.stringify(asked);
    const readPage = async () => {
      const page = this.kept.get(key) ?? (await prepared.readPage());
      this.kept.set(key, page);
      return page;
    };
    return { ...prepared, readPage };
  }
}

/** Doesn't say to which location a cursor belongs. */
class UnboundCursors extends CursorCodec {
  override seal(content: readonly unknown[], scope: CursorScope): string {
    return super.seal(content, { ...scope, locationId: '' });
  }

  override open(text: string, scope: CursorScope): readonly unknown[] | CursorFault {
    return super.open(text, { ...scope, locationId: '' });
  }
}
