import { Contact } from '../world/contact.entity';
import { Message } from '../world/message.entity';
import { callDetails, voicemailDetails } from './call.seed';
import { IdSource } from './ids';
import { KIND_DRAWS, MessageKind } from './message-kinds';
import { AWKWARD_BODIES } from './phrases';
import { Pools } from './pools';
import { Random } from './random';

export interface SeedSources {
  readonly random: Random;
  readonly ids: IdSource;
  readonly pools: Pools;
}

/** What a message inherits from where it stands. */
export interface MessagePlace {
  readonly conversationId: string;
  readonly contact: Contact;
  readonly assignedTo: string | undefined;
  readonly userIds: readonly string[];
  readonly businessPhone: string;
}

/** A message before its last update is known; `settlesAfterMs` is how long its ordinary life takes (delivery receipt, end of call). */
export interface MessageDraft {
  readonly message: Mutable<Message>;
  readonly settlesAfterMs: number;
}

export type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const SMS_STATUSES = ['delivered', 'delivered', 'delivered', 'delivered', 'delivered', 'sent', 'undelivered', 'failed', 'read'] as const;

/** A message of any kind, added at `addedMs`. */
export function seedMessage(sources: SeedSources, place: MessagePlace, addedMs: number): MessageDraft {
  const { random, ids } = sources;
  const kind = random.pick(KIND_DRAWS);
  const direction = kind.family === 'voicemail' || random.chance(0.48) ? 'inbound' : 'outbound';
  const message: Mutable<Message> = {
    id: ids.next(),
    direction,
    type: kind.type,
    locationId: place.contact.locationId,
    contactId: place.contact.id,
    conversationId: place.conversationId,
    dateAdded: new Date(addedMs).toISOString(),
    messageType: kind.messageType,
  };
  const { settlesAfterMs, byPerson } = fillByFamily(sources, kind, message);
  if (place.contact.phone && (kind.family === 'sms' || kind.family === 'call') && random.chance(0.85)) {
    message.from = direction === 'inbound' ? place.contact.phone : place.businessPhone;
    message.to = direction === 'inbound' ? place.businessPhone : place.contact.phone;
  }
  if (byPerson) message.userId = place.assignedTo && random.chance(0.8) ? place.assignedTo : random.pick(place.userIds);
  return { message, settlesAfterMs };
}

/** Status, content and source by kind; `byPerson` tells whether upstream names a user. */
function fillByFamily(
  sources: SeedSources,
  { family }: MessageKind,
  message: Mutable<Message>,
): { settlesAfterMs: number; byPerson: boolean } {
  const { random, ids, pools } = sources;
  const isOutbound = message.direction === 'outbound';
  if (family === 'call' || family === 'voicemail') {
    const details = family === 'call' ? callDetails(random, isOutbound) : voicemailDetails(random);
    message.status = details.status;
    message.meta = details.meta;
    message.altId = ids.callId();
    return details;
  }
  message.contentType = family === 'email' ? 'text/html' : 'text/plain';
  if (family === 'activity') {
    message.body = 'Opportunity updated';
    return { settlesAfterMs: 0, byPerson: false };
  }
  const bodies = family === 'email' ? pools.emailBodies : isOutbound ? pools.outboundBodies : pools.inboundBodies;
  message.body = random.pick(random.chance(0.004) ? AWKWARD_BODIES : bodies);
  message.status = isOutbound ? random.pick(SMS_STATUSES) : 'delivered';
  if (family === 'email') message.meta = { email: { messageIds: [ids.next()] } };
  if (random.chance(0.02)) message.attachments = [`https://files.example.com/${message.id}.jpg`];
  const isAutomated = isOutbound && random.chance(0.35);
  if (isOutbound) message.source = isAutomated ? 'workflow' : 'app';
  return { settlesAfterMs: isOutbound ? random.between(400, 90_000) : random.int(2_000), byPerson: isOutbound && !isAutomated };
}
