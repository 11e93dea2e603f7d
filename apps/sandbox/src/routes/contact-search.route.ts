import { unprocessable, UpstreamError } from '../http/upstream-error';
import { Contact } from '../world/contact.entity';
import { contactFilter } from './contact-filter';
import { compareContacts, ContactSort, readContactSort, sortValues } from './contact-sort';
import { Ask, Backend, Route } from './route';

const MAX_PAGE_LIMIT = 500;
/** How far `page` reaches; beyond, only `searchAfter` does. */
const MAX_PAGED_ROWS = 10_000;

/** `POST /contacts/search`: pages by `page` or by the `searchAfter` that every row carries. */
export const contactSearchRoute: Route = {
  method: 'POST',
  path: '/contacts/search',
  scope: 'contacts.readonly',
  requiresLocationId: true,
  locate: ({ body }) => (typeof body.locationId === 'string' && body.locationId !== '' ? body.locationId : undefined),
  answer({ body }: Ask, { world }: Backend, locationId: string) {
    const pageLimit = boundedInteger(body, 'pageLimit', 20, MAX_PAGE_LIMIT);
    const page = boundedInteger(body, 'page', 1, Number.MAX_SAFE_INTEGER);
    const sort = readContactSort(body.sort);
    const filter = contactFilter(body.filters);
    if (body.searchAfter === undefined && page * pageLimit > MAX_PAGED_ROWS) {
      throw new UpstreamError(400, `page reaches ${MAX_PAGED_ROWS} records only, use searchAfter beyond`);
    }
    const matching = [...world.contacts.values()]
      .filter((contact) => contact.locationId === locationId && filter(contact))
      .sort((a, b) => compareContacts(sortValues(a, sort), sortValues(b, sort), sort));
    const start = body.searchAfter === undefined ? (page - 1) * pageLimit : indexAfter(matching, body.searchAfter, sort);
    const contacts = matching.slice(start, start + pageLimit);
    return { contacts: contacts.map((contact) => ({ ...contact, searchAfter: sortValues(contact, sort) })), total: matching.length };
  },
};

function indexAfter(contacts: readonly Contact[], searchAfter: unknown, sort: readonly ContactSort[]): number {
  const isPosition = Array.isArray(searchAfter) && searchAfter.length === sort.length + 1;
  if (!isPosition) throw unprocessable([`searchAfter must be an array of ${sort.length + 1} values, as returned on a row`]);
  const index = contacts.findIndex((contact) => compareContacts(sortValues(contact, sort), searchAfter as string[], sort) > 0);
  return index === -1 ? contacts.length : index;
}

function boundedInteger(body: Readonly<Record<string, unknown>>, name: string, fallback: number, max: number): number {
  const value = body[name] ?? fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw unprocessable([`${name} must be an integer from 1 to ${max}`]);
}
