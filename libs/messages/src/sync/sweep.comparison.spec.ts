import { aMessage } from '../model/message.fixture';
import { SweepComparison } from './sweep.comparison';

const stored = (id: string, dateUpdated: number, messageType = 'TYPE_SMS') => ({ id, dateUpdated, messageType });
const shown = (id: string, dateUpdated: number, messageType = 'TYPE_SMS') => aMessage({ id, dateUpdated, messageType });
const missingOf = (comparison: SweepComparison) => comparison.missing.map(({ id }) => id);

describe('what a sweep misses', () => {
  it('is what is stored within a range that was proved, and was not shown by then', () => {
    const comparison = new SweepComparison('messages', 100);
    comparison.show([shown('a', 90), shown('b', 80), shown('c', 80)]);
    expect(comparison.rangeDownTo(80)).toEqual({ after: 80, upTo: 100 });
    comparison.compare([stored('a', 90), stored('gone', 95)], 80);
    comparison.show([shown('d', 70)]);
    expect(comparison.rangeDownTo(80)).toBeNull();
    expect(comparison.rangeDownTo(-Infinity)).toEqual({ after: -Infinity, upTo: 80 });
    comparison.compare([stored('b', 80), stored('c', 80), stored('gone too', 80), stored('d', 70)], -Infinity);
    expect([missingOf(comparison), comparison.compared, comparison.lastShown]).toEqual([['gone', 'gone too'], 6, 'd']);
  });

  it('is not what is shown later, at a place that tells nothing of its date', () => {
    const comparison = new SweepComparison('messages', 100);
    comparison.show([shown('a', 90)]);
    comparison.compare([stored('a', 90), stored('late', 95)], 80);
    comparison.show([shown('late', 95)]);
    expect(missingOf(comparison)).toEqual([]);
  });

  it('is only of the types that the list shows', () => {
    const all = ['TYPE_SMS', 'TYPE_EMAIL', 'TYPE_CAMPAIGN_EMAIL', 'TYPE_UNKNOWN'].map((type) => stored(type, 50, type));
    const missing = (channel: 'messages' | 'email', ...types: string[]) => {
      const comparison = new SweepComparison(channel, 100);
      comparison.show(types.map((type) => shown(`a ${type}`, 60, type)));
      comparison.compare(all, 0);
      return missingOf(comparison);
    };
    expect(missing('messages')).toEqual(['TYPE_SMS', 'TYPE_UNKNOWN']);
    expect(missing('email')).toEqual(['TYPE_EMAIL']);
    // Which list has a campaign's e-mail isn't documented: the one that shows some.
    expect(missing('messages', 'TYPE_CAMPAIGN_EMAIL')).toEqual(['TYPE_SMS', 'TYPE_CAMPAIGN_EMAIL', 'TYPE_UNKNOWN']);
    expect(missing('email', 'TYPE_CAMPAIGN_EMAIL')).toEqual(['TYPE_EMAIL', 'TYPE_CAMPAIGN_EMAIL']);
  });
});
