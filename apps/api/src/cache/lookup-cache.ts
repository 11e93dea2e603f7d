import { Lookup, LookupCache } from '@app/messages';
import { ReadCache } from './read-cache';

/** The domain's look-ups, kept beside the answers. */
export function lookupCache(cache: ReadCache): LookupCache {
  return {
    share: async <T>({ credential, kind, id }: Lookup, ttlMs: number, load: () => Promise<T>) =>
      (await cache.share(cache.keyOf(credential, `look-up-${kind}`, { id }), ttlMs, load)).value,
  };
}
