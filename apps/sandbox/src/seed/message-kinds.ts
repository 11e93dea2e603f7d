/** Kinds of seeded messages and how many of each thousand they are. Numbers follow the order of upstream's published type list. */
const KINDS = [
  { perThousand: 610, family: 'sms', type: 2, messageType: 'TYPE_SMS' },
  { perThousand: 280, family: 'call', type: 1, messageType: 'TYPE_CALL' },
  // Not in the published list of type names: an enum value nobody announced.
  { perThousand: 25, family: 'voicemail', type: 10, messageType: 'TYPE_VOICEMAIL' },
  { perThousand: 50, family: 'email', type: 3, messageType: 'TYPE_EMAIL' },
  { perThousand: 8, family: 'activity', type: 28, messageType: 'TYPE_ACTIVITY_OPPORTUNITY' },
  { perThousand: 8, family: 'activity', type: 31, messageType: 'TYPE_ACTIVITY_APPOINTMENT' },
  { perThousand: 4, family: 'activity', type: 25, messageType: 'TYPE_ACTIVITY_CONTACT' },
  { perThousand: 8, family: 'chat', type: 19, messageType: 'TYPE_WHATSAPP' },
  { perThousand: 3, family: 'chat', type: 18, messageType: 'TYPE_INSTAGRAM' },
  { perThousand: 4, family: 'chat', type: 11, messageType: 'TYPE_FACEBOOK' },
] as const;

export type MessageKind = Pick<(typeof KINDS)[number], 'type' | 'messageType' | 'family'>;

/** Draw from this for kinds in their proportions. */
export const KIND_DRAWS: readonly MessageKind[] = KINDS.flatMap((kind) => Array.from({ length: kind.perThousand }, () => kind));

export const SMS_KIND: MessageKind = KINDS[0];
