import { WireUser } from '../wire.types';
import { endpoint } from './endpoint';
import { recordOf } from './shapes';

export const getUser = endpoint<{ userId: string }>()({
  method: 'GET',
  path: '/users/{userId}',
  idempotent: true,
  scope: 'users.readonly',
  answer: recordOf<WireUser>('user').transform((user) => ({ user })),
});
