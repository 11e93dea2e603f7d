import { compact } from '../world/compact';
import { Conversation } from '../world/conversation.entity';
import { EntityStore } from '../world/entity-store';
import { addedMs, Message, updatedMs } from '../world/message.entity';
import { User } from '../world/user.entity';
import { Calendar } from './calendar';
import { Campaign } from './campaign';
import { seedContact } from './contact.seed';
import { conversationSizes } from './conversation-sizes';
import { makeIrregular } from './irregularities';
import { lateUpdateMs } from './late-update';
import { MessagePlace, Mutable, seedMessage, SeedSources } from './message.seed';

export interface LocationPlan {
  readonly locationId: string;
  readonly messages: number;
  readonly users: readonly User[];
  readonly calendar: Calendar;
  readonly lateUpdateRate: number;
}

/** One moment of a conversation: an ordinary message, or the campaign's message of that index. */
interface Slot {
  readonly ms: number;
  readonly campaignIndex?: number;
}

const ASSIGNED = 0.8;
const DAY_MS = 86_400_000;

/** Fills a location: conversations with their contact and messages, and a few contacts without a conversation. */
export function seedLocation(sources: SeedSources, store: EntityStore, plan: LocationPlan): void {
  const campaign = new Campaign(plan.calendar, Campaign.sizeFor(plan.messages));
  const sizes = conversationSizes(sources.random, plan.messages - campaign.size);
  let ordinal = 0;
  sizes.forEach((size, index) => {
    const slots = [...ordinarySlots(sources, plan.calendar, size), ...campaignSlots(campaign, index, sizes.length)].sort(
      (a, b) => a.ms - b.ms,
    );
    const place = seedPlace(sources, store, plan, slots);
    const messages = slots.map(({ ms, campaignIndex }) => {
      if (campaignIndex !== undefined) return campaign.message(sources, place, campaignIndex);
      const message = ordinaryMessage(sources, plan, place, ms);
      makeIrregular(message, ordinal++);
      return message;
    });
    for (const message of messages) store.putMessage(message);
    store.putConversation(conversationOf(sources, plan, place, messages));
  });
  for (let i = 0; i < Math.ceil(sizes.length / 100); i++) seedLoneContact(sources, store, plan);
}

/** Moments of one conversation: a start anywhere in the history, then a span that grows with the number of messages. */
function ordinarySlots({ random }: SeedSources, calendar: Calendar, size: number): Slot[] {
  const spanDays = Math.min(calendar.days, size * random.next() * 1.5);
  const startDay = random.next() * Math.max(0, calendar.days - spanDays);
  return Array.from({ length: size }, () => ({ ms: calendar.moment(random, startDay + random.next() * spanDays) }));
}

function campaignSlots(campaign: Campaign, index: number, conversations: number): Slot[] {
  const slots: Slot[] = [];
  for (let i = index; i < campaign.size; i += conversations) slots.push({ ms: campaign.addedMs(i), campaignIndex: i });
  return slots;
}

function seedPlace(sources: SeedSources, store: EntityStore, plan: LocationPlan, slots: readonly Slot[]): MessagePlace {
  const { random, ids } = sources;
  const userIds = plan.users.map((user) => user.id);
  const assignedTo = random.chance(ASSIGNED) ? random.pick(userIds) : undefined;
  // The contact's own assignee: often the same, sometimes another, sometimes the only one there is.
  const contactAssignee = random.chance(0.6) ? (assignedTo && random.chance(0.6) ? assignedTo : random.pick(userIds)) : undefined;
  const firstSlotMs = slots[0]?.ms ?? plan.calendar.startMs;
  const firstMs = firstSlotMs - random.int(Math.min(DAY_MS, firstSlotMs - plan.calendar.startMs));
  const lastMs = slots.at(-1)?.ms ?? firstMs;
  const { locationId } = plan;
  const contact = seedContact(sources, {
    locationId,
    assignedTo: contactAssignee,
    addedMs: firstMs,
    updatedMs: random.between(firstMs, lastMs),
  });
  store.contacts.set(contact.id, contact);
  return { conversationId: ids.next(), contact, assignedTo, userIds, businessPhone: plan.users[0]?.phone ?? '' };
}

function ordinaryMessage(sources: SeedSources, plan: LocationPlan, place: MessagePlace, ms: number): Mutable<Message> {
  const { message, settlesAfterMs } = seedMessage(sources, place, ms);
  const lateMs = sources.random.chance(plan.lateUpdateRate) ? lateUpdateMs(sources.random, ms, plan.calendar.anchorMs) : undefined;
  message.dateUpdated = new Date(lateMs ?? Math.min(ms + settlesAfterMs, plan.calendar.anchorMs)).toISOString();
  return message;
}

function conversationOf(
  { random }: SeedSources,
  plan: LocationPlan,
  { conversationId, contact, assignedTo }: MessagePlace,
  messages: readonly Message[],
): Conversation {
  const last = messages.at(-1) as Message;
  const lastUpdateMs = messages.reduce((latest, message) => Math.max(latest, updatedMs(message)), 0);
  return compact<Conversation>({
    id: conversationId,
    locationId: contact.locationId,
    contactId: contact.id,
    assignedTo,
    type: 'TYPE_PHONE',
    unreadCount: last.direction === 'inbound' ? random.int(4) : 0,
    starred: random.chance(0.03),
    dateAdded: Date.parse(contact.dateAdded),
    dateUpdated: Math.min(plan.calendar.anchorMs, lastUpdateMs + random.int(5_000)),
    lastMessageDate: addedMs(last),
    lastMessageBody: last.body ?? '',
    lastMessageType: last.messageType,
    lastMessageDirection: last.direction,
  });
}

function seedLoneContact(sources: SeedSources, store: EntityStore, { locationId, calendar }: LocationPlan): void {
  const addedMs = calendar.moment(sources.random, sources.random.next() * calendar.days);
  const contact = seedContact(sources, { locationId, addedMs, updatedMs: addedMs });
  store.contacts.set(contact.id, contact);
}
