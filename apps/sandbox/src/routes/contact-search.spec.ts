import { createSandbox, Sandbox } from '../create-sandbox';
import { ask } from '../sandbox-client.fixture';
import { Contact } from '../world/contact.entity';
import { MAIN_LOCATION_ID } from '../world/location.entity';

interface SearchAnswer {
  contacts: (Contact & { searchAfter: unknown[] })[];
  total: number;
}

let sandbox: Sandbox;
const search = (body: Record<string, unknown> = {}) =>
  ask<SearchAnswer>(sandbox.url, '/contacts/search', {}, { body: { locationId: MAIN_LOCATION_ID, pageLimit: 500, ...body } });
const all = () => [...sandbox.world.contacts.values()].filter(({ locationId }) => locationId === MAIN_LOCATION_ID);
const sortedIds = (contacts: readonly { id: string }[]) => contacts.map(({ id }) => id).sort();

beforeAll(async () => {
  sandbox = await createSandbox({ messages: 3_000, rateLimit: false });
});
afterAll(() => sandbox.close());

describe('POST /contacts/search', () => {
  it('reaches every contact once, by page and by searchAfter', async () => {
    const byPage: Contact[] = [];
    for (let page = 1; byPage.length < all().length; page++) byPage.push(...(await search({ pageLimit: 50, page })).body.contacts);
    const byPosition: SearchAnswer['contacts'] = [];
    let answer: SearchAnswer | undefined;
    do {
      const searchAfter = byPosition.at(-1)?.searchAfter;
      answer = (await search({ pageLimit: 50, ...(searchAfter ? { searchAfter } : {}) })).body;
      byPosition.push(...answer.contacts);
    } while (answer.contacts.length > 0);
    expect(sortedIds(byPage)).toEqual(sortedIds(all()));
    expect(byPosition).toEqual(byPage);
  });

  it('filters by every operator, and by nested groups', async () => {
    const some = all().find(({ email, phone, assignedTo }) => email && phone && assignedTo) as Contact;
    const on = (field: string, operator: string, value?: unknown) => ({ field, operator, value });
    const cases: [unknown[], (contact: Contact) => boolean][] = [
      [[on('id', 'eq', some.id)], ({ id }) => id === some.id],
      [[on('id', 'eq', [some.id, 'x'])], ({ id }) => id === some.id],
      [[on('assignedTo', 'not_eq', some.assignedTo)], ({ assignedTo }) => assignedTo !== some.assignedTo],
      [[on('phone', 'contains', some.phone?.slice(2, 8))], ({ phone }) => phone?.includes(some.phone?.slice(2, 8) ?? '') ?? false],
      [[on('email', 'exists')], ({ email }) => email !== undefined],
      [[on('firstNameLowerCase', 'not_exists'), on('email', 'not_exists')], ({ firstName, email }) => !firstName && !email],
      [[on('dateUpdated', 'range', { gt: some.dateUpdated })], ({ dateUpdated }) => dateUpdated > some.dateUpdated],
      [[on('dateUpdated', 'range', { lte: Date.parse(some.dateUpdated) })], ({ dateUpdated }) => dateUpdated <= some.dateUpdated],
      [
        [
          {
            group: 'OR',
            filters: [on('id', 'eq', some.id), { group: 'AND', filters: [on('phone', 'not_exists'), on('email', 'exists')] }],
          },
        ],
        ({ id, phone, email }) => id === some.id || (!phone && email !== undefined),
      ],
    ];
    for (const [filters, test] of cases) {
      const { body } = await search({ filters });
      const expected = all().filter(test);
      expect(expected.length).toBeGreaterThan(0);
      expect(sortedIds(body.contacts)).toEqual(sortedIds(expected));
      expect(body.total).toBe(expected.length);
    }
  });

  it('sorts as asked', async () => {
    const { contacts } = (await search({ sort: [{ field: 'dateUpdated', direction: 'asc' }] })).body;
    const dates = contacts.map(({ dateUpdated }) => dateUpdated);
    expect(dates).toEqual([...dates].sort());
  });

  it.each([
    [{ locationId: undefined }, 422],
    [{ pageLimit: 501 }, 422],
    [{ pageLimit: 500, page: 21 }, 400],
    [{ filters: [{ field: 'id', operator: 'like', value: 'x' }] }, 422],
    [{ filters: 'all' }, 422],
    [{ searchAfter: [1] }, 422],
    [{ sort: 'name' }, 422],
  ])('refuses %j with %d', async (body, status) => {
    expect((await search(body)).status).toBe(status);
  });

  it('answers broken JSON with upstream’s error shape', async () => {
    const headers = { Authorization: 'Bearer pit-sandbox-main', Version: '2021-07-28', 'Content-Type': 'application/json' };
    const response = await fetch(`${sandbox.url}/contacts/search`, { method: 'POST', headers, body: '{"locationId":' });
    expect(await response.json()).toMatchObject({ statusCode: 400, error: 'Bad Request', traceId: expect.any(String) });
  });
});
