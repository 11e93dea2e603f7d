import { Injectable } from '@nestjs/common';
import { SearchQuery } from '../model/search-query';
import { ContactTexts, UNKNOWN_CONTACT_TEXT } from '../store/contact-texts';
import { StoredMessage } from '../store/message.store';
import { SyncedWindow } from '../sync/sync.types';
import { UNKNOWN_USER_TEXT, UserTexts } from '../users/user.texts';

/** Which contacts and users are meant: those of this version of the location. */
export type Versions = Pick<SyncedWindow, 'contactsVersion' | 'usersVersion'>;

/** What is joined to stored messages; absent where it isn't asked for. */
export interface Joined {
  /** By contact, with END_OF_MESSAGE. */
  readonly endOf?: ((contactId: string | null) => Buffer) | undefined;
  /** By user. It comes before the end. */
  readonly userOf?: (userId: string | null) => Buffer;
}

/** The texts of contacts and users that a search joins to its messages. */
@Injectable()
export class JoinedTexts {
  constructor(
    private readonly contacts: ContactTexts,
    private readonly users: UserTexts,
  ) {}

  /** @param nobodysUser the user who has what belongs to nobody, if one is configured; `isStream` that one page follows another */
  async of(
    { locationId, includeContact, includeUser }: SearchQuery,
    rows: readonly StoredMessage[],
    { contactsVersion, usersVersion }: Versions,
    { nobodysUser, isStream }: { readonly nobodysUser: string | undefined; readonly isStream: boolean },
  ): Promise<Joined> {
    const [contacts, users] = await Promise.all([
      includeContact
        ? this.contacts.read(
            locationId,
            contactsVersion,
            rows.map(({ contactId }) => contactId),
            { isStream },
          )
        : null,
      includeUser ? this.users.read(locationId, usersVersion) : null,
    ]);
    return {
      ...(contacts && { endOf: (id: string | null) => contacts.get(id ?? '') ?? UNKNOWN_CONTACT_TEXT }),
      ...(users && { userOf: (id: string | null) => users.get(id ?? nobodysUser ?? '') ?? UNKNOWN_USER_TEXT }),
    };
  }
}
