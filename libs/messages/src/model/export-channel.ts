import { UNKNOWN_MESSAGE_TYPE } from './message-type';

/** Types that a channel has been named after, so that they are in it and in no other. */
const TYPE_OF_CHANNEL: Readonly<Record<string, string>> = {
  Call: 'TYPE_CALL',
  SMS: 'TYPE_SMS',
  Email: 'TYPE_EMAIL',
  WhatsApp: 'TYPE_WHATSAPP',
  Instagram: 'TYPE_INSTAGRAM',
  Facebook: 'TYPE_FACEBOOK',
};
const NAMED_TYPES = new Set(Object.values(TYPE_OF_CHANNEL));

/** Of the types that a location has, those that an export shows, and those of which nobody can tell. */
export interface ExportedTypes {
  readonly shown: readonly string[];
  readonly doubtful: readonly string[];
}

/**
 * What a channel includes is not documented beyond its name, but that all types but e-mail come without one. Where a type's name doesn't
 * settle it (a campaign's SMS, a voicemail among calls), it is doubtful.
 */
export function exportedTypes(channel: string | undefined, present: readonly string[]): ExportedTypes {
  const own = channel === undefined ? undefined : TYPE_OF_CHANNEL[channel];
  if (channel !== undefined && own === undefined) return { shown: [], doubtful: present };
  const isShown = (type: string) => (own === undefined ? type !== 'TYPE_EMAIL' : type === own);
  const doubtful = present.filter((type) => isDoubtful(type, own));
  return { shown: present.filter((type) => isShown(type) && !doubtful.includes(type)), doubtful };
}

function isDoubtful(type: string, own: string | undefined): boolean {
  if (NAMED_TYPES.has(type)) return false;
  // A record that doesn't say what it is may be an e-mail too, and which list an e-mail of another kind comes in isn't documented.
  if (own === undefined) return type === UNKNOWN_MESSAGE_TYPE || type.endsWith('_EMAIL');
  // Activities are said to come without a channel; a voicemail is at most a call.
  if (type.startsWith('TYPE_ACTIVITY_')) return type.endsWith(own.slice('TYPE'.length));
  return type !== 'TYPE_VOICEMAIL' || own === 'TYPE_CALL';
}
