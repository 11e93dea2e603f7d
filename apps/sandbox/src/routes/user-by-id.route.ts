import { UpstreamError } from '../http/upstream-error';
import { Route } from './route';

/** `GET /users/{userId}`: the bare user, without the `deleted` that only the list of users has. */
export const userByIdRoute: Route = {
  method: 'GET',
  path: '/users/{userId}',
  scope: 'users.readonly',
  requiresLocationId: false,
  locate: ({ path }, { world }) => world.users.get(path.userId ?? '')?.roles.locationIds[0],
  answer({ path }, { world }) {
    const user = world.users.get(path.userId ?? '');
    if (!user) throw new UpstreamError(404, 'User not found');
    const { deleted: _deleted, ...published } = user;
    return published;
  },
};
