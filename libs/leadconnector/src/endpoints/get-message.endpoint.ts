import { WireMessage } from '../wire.types';
import { endpoint } from './endpoint';
import { recordOf } from './shapes';

/** One message: under `message` as observed, bare as published (GH#214). */
export const getMessage = endpoint<{ messageId: string }>()({
  method: 'GET',
  path: '/conversations/messages/{messageId}',
  idempotent: true,
  scope: 'conversations/message.readonly',
  answer: recordOf<WireMessage>('message').transform((message) => ({ message })),
});
