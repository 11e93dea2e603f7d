import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { NO_CONTACT_FIELDS, renderContactFields } from '../model/contact';
import { Database } from './database';

/** Texts kept in memory at most, about 200 bytes each. */
const TEXTS = 50_000;

/** What stands in a message whose contact nothing is known of. */
export const UNKNOWN_CONTACT_TEXT = Buffer.from(renderContactFields(NO_CONTACT_FIELDS));

/**
 * The contact fields as text in UTF-8, ready to be joined to a message. A page has a few hundred contacts, mostly those of the page before:
 * to join them on the server costs more than the page itself. They are kept under the version of the location's contacts, which every
 * search reads, so what changed is read anew, whichever process changed it.
 */
@Injectable()
export class ContactTexts {
  private readonly texts = new LRUCache<string, Buffer>({ max: TEXTS });

  constructor(private readonly database: Database) {}

  /** The texts by contact id; contacts that nothing is known of are left out. */
  async read(locationId: string, version: string, ids: ReadonlySet<string>): Promise<ReadonlyMap<string, Buffer>> {
    const keyOf = (id: string) => `${locationId} ${version} ${id}`;
    const found = new Map<string, Buffer>();
    const missing: string[] = [];
    for (const id of ids) {
      const text = this.texts.get(keyOf(id));
      if (text === undefined) missing.push(id);
      else found.set(id, text);
    }
    if (missing.length === 0) return found;
    for (const [id, rendered] of await this.database.queryArrays<[string, string]>(READ, [locationId, missing])) {
      const text = Buffer.from(rendered);
      this.texts.set(keyOf(id), text);
      found.set(id, text);
    }
    return found;
  }
}

const READ = {
  name: 'contact-texts.read',
  text: `select id, rendered from contacts where location_id = $1 and id = any($2) and rendered is not null`,
};
