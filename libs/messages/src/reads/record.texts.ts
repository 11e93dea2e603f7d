import { Inject, Injectable } from '@nestjs/common';
import { servedRecord, StoredRecord } from '../model/served-record';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { LocationUser } from '../search/location-user';

/** Stored messages as texts in upstream's shape. */
@Injectable()
export class RecordTexts {
  constructor(@Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions) {}

  /** Each record's JSON in UTF-8, but for its closing brace: as upstream sent it, its user filled in. */
  of(locationId: string, records: readonly StoredRecord[]): readonly Buffer[] {
    const locationUser = this.locationUserOf(locationId);
    if (!locationUser) return records.map(servedRecord);
    return records.map(({ rendered, raw }) => servedRecord({ rendered: locationUser.apply(rendered), raw }));
  }

  /** The user configured for the location, who has what belongs to nobody else. */
  locationUserOf(locationId: string): LocationUser | null {
    const userId = this.options.locationUsers.get(locationId);
    return userId === undefined ? null : new LocationUser(userId);
  }
}
