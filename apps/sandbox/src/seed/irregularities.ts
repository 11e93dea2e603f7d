import { Message } from '../world/message.entity';
import { Mutable } from './message.seed';

/** Every so many messages each irregularity occurs once: a few in any world of some hundreds. */
const PERIOD = 499;

const IRREGULARITIES: Record<number, (message: Mutable<Message>) => void> = {
  11: (message) => delete message.dateUpdated,
  47: (message) => delete message.contactId,
  83: (message) => delete message.direction,
  101: (message) => delete message.status,
  // As webhooks write it.
  137: (message) => (message.messageType = message.messageType.replace(/^TYPE_/, '')),
  173: (message) => Object.assign(message, { type: 99, messageType: 'TYPE_FUTURE_THING' }),
  199: (message) => Object.assign(message, { aiSummary: { sentiment: 'neutral', version: 2 }, labels: null }),
  229: (message) => Object.assign(message, { conversationProviderId: 'prov0000000000000001', chatWidgetId: null }),
  251: publishCallMeta,
  283: publishCallMeta,
};

/** Makes the odd message deviate the way the wire deviates from the published schema. `ordinal` counts messages of the location. */
export function makeIrregular(message: Mutable<Message>, ordinal: number): void {
  IRREGULARITIES[ordinal % PERIOD]?.(message);
}

/** The message as a call with the published spelling of call meta: flat, the duration a string. */
function publishCallMeta(message: Mutable<Message>): void {
  Object.assign(message, { type: 1, messageType: 'TYPE_CALL', status: 'completed', meta: { callDuration: '53', callStatus: 'completed' } });
}
