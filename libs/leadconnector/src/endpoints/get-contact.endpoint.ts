import { WireContact } from '../wire.types';
import { endpoint } from './endpoint';
import { recordOf } from './shapes';

export const getContact = endpoint<{ contactId: string }>()({
  method: 'GET',
  path: '/contacts/{contactId}',
  idempotent: true,
  scope: 'contacts.readonly',
  answer: recordOf<WireContact>('contact').transform((contact) => ({ contact })),
});
