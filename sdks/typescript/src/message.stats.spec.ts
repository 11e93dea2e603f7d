import { fakeService, json } from './testing/fake.service.ts';

describe('a report', () => {
  it('is asked for as the contract has it, and given as it comes', async () => {
    const answer = { groupBy: ['user', 'day'], rows: [], total: { count: 0 }, complete: true };
    const { client, asked } = fakeService([json(answer), json(answer)]);
    const stats = await client.messages.stats({
      ...{ locationId: 'loc1', type: ['TYPE_CALL', 'TYPE_SMS'], groupBy: ['user', 'day'], timezone: 'Europe/Berlin' },
      ...{ startDate: '2026-01-01', endDate: new Date('2026-01-31T12:00:00Z') },
    });
    expect(stats).toEqual(answer);
    await client.messages.stats({ locationId: 'loc1', type: 'TYPE_CALL', groupBy: 'status' });
    expect(asked()).toEqual([
      'GET /messages/stats?locationId=loc1&timezone=Europe/Berlin&type=TYPE_CALL,TYPE_SMS&startDate=2026-01-01&endDate=2026-01-31T12:00:00.000Z&groupBy=user,day',
      'GET /messages/stats?locationId=loc1&type=TYPE_CALL&groupBy=status',
    ]);
  });
});
