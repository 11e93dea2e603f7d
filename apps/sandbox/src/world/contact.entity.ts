/** A contact exactly as upstream serves it. Immutable; the lower-case fields follow the names. */
export interface Contact {
  readonly id: string;
  readonly locationId: string;
  readonly name?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly firstNameLowerCase?: string;
  readonly lastNameLowerCase?: string;
  readonly fullNameLowerCase?: string;
  readonly companyName?: string;
  readonly email?: string;
  readonly emailLowerCase?: string;
  readonly phone?: string;
  readonly assignedTo?: string;
  readonly type: string;
  readonly source: string;
  readonly tags: readonly string[];
  readonly timezone?: string;
  /** ISO 8601. */
  readonly dateAdded: string;
  readonly dateUpdated: string;
}

export type ContactPatch = Partial<Omit<Contact, 'id' | 'locationId'>>;

const DERIVED = ['name', 'firstNameLowerCase', 'lastNameLowerCase', 'fullNameLowerCase', 'emailLowerCase'] as const;

/** The contact with name and lower-case fields recomputed from firstName, lastName and email; undefined fields are dropped. */
export function withDerivedNames(contact: Contact): Contact {
  const name = [contact.firstName, contact.lastName].filter(Boolean).join(' ') || undefined;
  const complete = {
    ...contact,
    name,
    firstNameLowerCase: contact.firstName?.toLowerCase(),
    lastNameLowerCase: contact.lastName?.toLowerCase(),
    fullNameLowerCase: name?.toLowerCase(),
    emailLowerCase: contact.email?.toLowerCase(),
  };
  for (const field of DERIVED) if (complete[field] === undefined) delete complete[field];
  return complete;
}
