import { renderAttribution } from '../model/attribution.text';
import { LocationUser } from './location-user';

describe('LocationUser', () => {
  const user = new LocationUser('ann');

  it('has the messages that belong to nobody, and says on what evidence', () => {
    expect(user.apply(Buffer.from(`{"id":"a"${renderAttribution(null)}`)).toString()).toBe(
      '{"id":"a","userId":"ann","userIdSource":"location"',
    );
  });

  it("leaves others' messages to them", () => {
    const rendered = Buffer.from(`{"id":"a"${renderAttribution({ userId: 'bob', source: 'contact', date: 1 })}`);
    expect(user.apply(rendered)).toBe(rendered);
  });

  it('is found by filters as if it were stored', () => {
    expect(user.storedFilters({ userId: 'ann', status: 'sent' })).toEqual({ userId: 'ann', orNobody: true, status: 'sent' });
    expect(user.storedFilters({ userId: 'bob' })).toEqual({ userId: 'bob' });
    expect(user.storedFilters({})).toEqual({});
    expect(user.storedFilters({ userId: 'none' })).toBeNull();
  });
});
