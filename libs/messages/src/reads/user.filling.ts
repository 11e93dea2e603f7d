import { Injectable } from '@nestjs/common';
import { Attribution, sourceOf } from '../model/attribution';
import { Credential } from '../model/credential';
import { AttributionStore } from '../store/attribution.store';
import { Assignees } from './assignees';
import { LackingRecord, lackingByLocation } from './lacking.record';
import { RecordTexts } from './record.texts';

/** On whose behalf an answer is completed. */
export interface FillingOptions {
  /** Of records that name no location themselves; null when the answer alone tells which one it is of. */
  readonly askedFor: string | null;
  /** When the read must be answered, epoch ms; Infinity when it may take its time. */
  readonly until: number;
}

/** Fills in, on messages that upstream answered with, the users that upstream left out: the same ones as a search tells. */
@Injectable()
export class UserFilling {
  constructor(
    private readonly stored: AttributionStore,
    private readonly assignees: Assignees,
    private readonly texts: RecordTexts,
  ) {}

  /** The records in their order; one is replaced only to add userId and userIdSource. Never rejects: what can't be told is left out. */
  async fill(records: readonly unknown[], { token }: Credential, { askedFor, until }: FillingOptions): Promise<readonly unknown[]> {
    const filled = new Map<unknown, unknown>();
    for (const [locationId, lacking] of lackingByLocation(records, askedFor)) {
      // Upstream's answer stands, whatever goes wrong with what is added to it.
      const users = await this.usersOf({ locationId, token }, lacking, until).catch(() => new Map<LackingRecord, Attribution>());
      for (const [{ record }, attribution] of users)
        if (attribution) filled.set(record, { ...record, userId: attribution.userId, userIdSource: sourceOf(attribution) });
    }
    return filled.size === 0 ? records : records.map((record) => filled.get(record) ?? record);
  }

  private async usersOf(
    credential: Credential,
    lacking: readonly LackingRecord[],
    until: number,
  ): Promise<ReadonlyMap<LackingRecord, Attribution>> {
    const { locationId } = credential;
    const ids = lacking.map(({ id }) => id);
    const stored = await this.stored.messages(locationId, ids);
    const unknown = lacking.filter(({ id }) => !stored.has(id));
    const users = new Map(unknown.length === 0 ? [] : await this.assignees.of(credential, unknown, until));
    for (const record of lacking) if (stored.has(record.id)) users.set(record, stored.get(record.id) ?? null);
    const locationUser = this.texts.locationUserOf(locationId);
    if (locationUser)
      for (const [record, attribution] of users)
        if (!attribution) users.set(record, { userId: locationUser.userId, source: 'location', date: 0 });
    return users;
  }
}
