import { Message } from './message';

/** An inbound SMS; whatever is given stands in its JSON too. */
export function aMessage(given: Partial<Message> = {}): Message {
  const message = {
    id: 'msg1',
    locationId: 'loc1',
    messageType: 'TYPE_SMS',
    conversationId: 'cnv1',
    contactId: 'con1',
    direction: 'inbound',
    status: 'delivered',
    dateAdded: 1_000,
    dateUpdated: 2_000,
    userId: null,
    call: null,
    raw: null,
    ...given,
  };
  const { userId: _, call: _call, raw: _raw, dateAdded, dateUpdated, ...shown } = message;
  const dates = { dateAdded: new Date(dateAdded).toISOString(), dateUpdated: new Date(dateUpdated).toISOString() };
  return { ...message, rendered: given.rendered ?? JSON.stringify({ ...shown, ...dates }).slice(0, -1) };
}
