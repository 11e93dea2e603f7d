import { Random } from '../seed/random';
import { SignedEvent } from './delivery';
import { SigningKey } from './signing-key';

/** Who is named by what is forged: whoever finds this anywhere has believed a forged event. */
export const FORGED = 'forged-by-nobody';

/** The event with other content: with the true one's signature, with one by another key, with a broken one or with none. */
export function forge(event: SignedEvent, webhookId: string, random: Random): SignedEvent {
  const fields = { ...event.fields, ...(event.fields.messageId === undefined ? { firstName: FORGED, name: FORGED } : {}), userId: FORGED };
  const timestamp = new Date(event.at).toISOString();
  const body = Buffer.from(JSON.stringify({ type: event.type, locationId: event.locationId, ...fields, timestamp, webhookId }));
  const signature = random.pick([
    () => event.signature,
    () => new SigningKey(FORGED).sign(body),
    () => event.signature.slice(4),
    () => 'none',
  ])();
  return { ...event, webhookId, fields, body, signature, isForged: true };
}
