import { locatedByQuery, Route } from './route';

/** `GET /users/?locationId=`. */
export const usersOfLocationRoute: Route = {
  method: 'GET',
  path: '/users/',
  scope: 'users.readonly',
  ...locatedByQuery,
  answer: (_ask, { world }, locationId) => ({
    users: [...world.users.values()].filter((user) => user.roles.locationIds.includes(locationId)),
  }),
};
