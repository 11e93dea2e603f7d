/** The five contact fields of a message, null when unknown. The names are upstream's (conversation search). */
export interface ContactFields {
  readonly fullName: string | null;
  readonly contactName: string | null;
  readonly companyName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

export const NO_CONTACT_FIELDS: ContactFields = { fullName: null, contactName: null, companyName: null, email: null, phone: null };

/** The five fields as they stand in a message's JSON, all five, with the comma that joins them to what stands before. */
export function renderContactFields({ fullName, contactName, companyName, email, phone }: ContactFields): string {
  return `,${JSON.stringify({ fullName, contactName, companyName, email, phone }).slice(1, -1)}`;
}
