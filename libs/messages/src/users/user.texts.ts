import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { renderUserFields } from '../model/user';
import { UserStore } from '../store/user.store';

/** Texts kept in memory at most, about 100 bytes each. */
const TEXTS = 50_000;

/** What stands in a message whose user nothing is known of, or that has none. */
export const UNKNOWN_USER_TEXT = Buffer.from(renderUserFields({ name: null, email: null }));

/** The users' fields as text in UTF-8, kept under the version of the location's users, which every search reads. */
@Injectable()
export class UserTexts {
  private readonly kept = new LRUCache<string, ReadonlyMap<string, Buffer>>({ maxSize: TEXTS, sizeCalculation: ({ size }) => size + 1 });

  constructor(private readonly store: UserStore) {}

  /** The texts by user id. */
  async read(locationId: string, version: string): Promise<ReadonlyMap<string, Buffer>> {
    const key = `${locationId} ${version}`;
    const known = this.kept.get(key);
    if (known) return known;
    const users = await this.store.all(locationId);
    const texts = new Map(users.map((user) => [user.id, Buffer.from(renderUserFields(user))]));
    this.kept.set(key, texts);
    return texts;
  }
}
