import { statementName } from './statement-name';
import { pageStatement, totalStatement } from './search.statement';

const ALL = { userId: 'a', contactId: 'b', conversationId: 'c', direction: 'inbound', status: 'd' } as const;

describe('the name of a prepared statement', () => {
  it('is left as it is while PostgreSQL keeps all of it', () => {
    expect(statementName('x'.repeat(63))).toBe('x'.repeat(63));
  });

  it('is cut to what PostgreSQL keeps, and differs from that of any other that begins alike', () => {
    const [one, other] = [statementName(`${'x'.repeat(80)}a`), statementName(`${'x'.repeat(80)}b`)];
    expect([one.length, other.length]).toEqual([63, 63]);
    expect(one).not.toBe(other);
  });

  it('tells searches apart that differ in their last filter only', () => {
    const names = [{}, { orNobody: true as const }].flatMap((more) => [
      totalStatement({ ...ALL, ...more }).name,
      pageStatement({ sort: 'desc', includeContact: true, includeUser: false, filters: { ...ALL, ...more }, typeCount: 50 }).name,
    ]);
    expect(new Set(names.map((name) => name?.slice(0, 63))).size).toBe(4);
  });
});
