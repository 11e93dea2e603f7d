import { Injectable } from '@nestjs/common';
import { NO_CONTACT_FIELDS, renderContactFields } from '../model/contact';
import { END_OF_MESSAGE } from '../model/message';
import { Database } from './database';
import { list, listed } from './sql-values';

/** Texts kept in memory at most, with what it takes to find them about 700 bytes each. */
const TEXTS = 100_000;
/** A stream comes by each contact for a while and then no more: to keep all would only push out what pages need. */
const TEXTS_OF_STREAMS = 5_000;

/** The end of a message whose contact nothing is known of. */
export const UNKNOWN_CONTACT_TEXT = Buffer.from(renderContactFields(NO_CONTACT_FIELDS) + END_OF_MESSAGE);

/**
 * The contact fields as text in UTF-8, with the end of the message that they are joined to. A page has a few hundred contacts, mostly those
 * of the page before: to join them on the server costs more than the page itself. They are kept under the version of the location's
 * contacts, which every search reads, so what changed is read anew, whichever process changed it.
 */
@Injectable()
export class ContactTexts {
  private readonly ofPages = new KeptTexts(TEXTS);
  private readonly ofStreams = new KeptTexts(TEXTS_OF_STREAMS);

  constructor(private readonly database: Database) {}

  /** The texts by contact id, those of `ids` and others; contacts that nothing is known of are left out. */
  async read(
    locationId: string,
    version: string,
    ids: readonly (string | null)[],
    { isStream = false }: { readonly isStream?: boolean } = {},
  ): Promise<ReadonlyMap<string, Buffer>> {
    const kept = isStream ? this.ofStreams : this.ofPages;
    const texts = kept.of(`${locationId} ${version}`);
    const missing = new Set<string>();
    for (const id of ids) if (id !== null && !texts.has(id)) missing.add(id);
    if (missing.size === 0) return texts;
    const rows = await this.database.queryBytes(READ, [locationId, list([...missing])]);
    // Copied: what the driver hands out is a piece of all that it has received at once, which would be kept with it.
    for (const [id, text] of rows) if (id && text) texts.set(id.toString(), Buffer.from(text));
    kept.dropWhatIsTooMuch();
    return texts;
  }
}

/** Texts of several locations, up to a number of them. */
class KeptTexts {
  /** By location and version, the one used last at the end. */
  private readonly byVersion = new Map<string, Map<string, Buffer>>();

  constructor(private readonly atMost: number) {}

  of(key: string): Map<string, Buffer> {
    const texts = this.byVersion.get(key) ?? new Map<string, Buffer>();
    this.byVersion.delete(key);
    this.byVersion.set(key, texts);
    return texts;
  }

  /** A whole location at a time, the one not used for longest first: to keep account of each contact's use costs more than to read it. */
  dropWhatIsTooMuch(): void {
    let kept = 0;
    for (const { size } of this.byVersion.values()) kept += size;
    for (const [key, { size }] of this.byVersion) {
      if (kept <= this.atMost) return;
      this.byVersion.delete(key);
      kept -= size;
    }
  }
}

const READ = {
  name: 'contact-texts.read',
  text: `select id, rendered || '${END_OF_MESSAGE}' from contacts where location_id = $1 and id = any(${listed(2, 'text')}) and rendered is not null`,
};
