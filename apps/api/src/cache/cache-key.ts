import { Credential } from '@app/messages';
import { createHmac } from 'node:crypto';

/** Names one question of one token about one location. */
export interface CacheKey {
  /** What kind of question; also the name under which hits are counted. */
  readonly kind: string;
  /** Holds the location, so that nothing crosses tenants, and a keyed hash of everything that the answer depends on. */
  readonly text: string;
}

/** Whatever JSON can say; those that are undefined count as not given. */
export type CacheParameters = Readonly<Record<string, unknown>>;

/** The same for the same question, whatever the order of its parameters; without the key nobody can tell the token from it. */
export function cacheKeyOf(key: Buffer, { locationId, token }: Credential, kind: string, parameters: CacheParameters = {}): CacheKey {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  const question = JSON.stringify([kind, locationId, token, given.sort(([one], [other]) => (one < other ? -1 : 1))]);
  return { kind, text: `${kind}:${locationId}:${createHmac('sha256', key).update(question).digest('base64url')}` };
}
