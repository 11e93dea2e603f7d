import { WireConversation } from '../wire.types';
import { endpoint } from './endpoint';
import { recordOf } from './shapes';

export const getConversation = endpoint<{ conversationId: string }>()({
  method: 'GET',
  path: '/conversations/{conversationId}',
  idempotent: true,
  scope: 'conversations.readonly',
  answer: recordOf<WireConversation>('conversation').transform((conversation) => ({ conversation })),
});
