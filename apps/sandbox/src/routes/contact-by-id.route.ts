import { UpstreamError } from '../http/upstream-error';
import { Route } from './route';

/** `GET /contacts/{contactId}`. */
export const contactByIdRoute: Route = {
  method: 'GET',
  path: '/contacts/{contactId}',
  scope: 'contacts.readonly',
  requiresLocationId: false,
  locate: ({ path }, { world }) => world.contacts.get(path.contactId ?? '')?.locationId,
  answer({ path }, { world }) {
    const contact = world.contacts.get(path.contactId ?? '');
    if (!contact) throw new UpstreamError(404, 'Contact not found');
    return { contact };
  },
};
