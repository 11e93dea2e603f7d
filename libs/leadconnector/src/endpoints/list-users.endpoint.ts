import { z } from 'zod';
import { endpoint } from './endpoint';
import { records } from './shapes';

/** All users of a location, in one answer. */
export const listUsers = endpoint<{ locationId: string }>()({
  method: 'GET',
  path: '/users/',
  query: ['locationId'],
  idempotent: true,
  scope: 'users.readonly',
  answer: z.object({ users: records }).transform((answer) => ({ users: answer.users })),
});
