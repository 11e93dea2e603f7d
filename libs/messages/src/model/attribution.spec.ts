import * as fc from 'fast-check';
import { attribute, Attribution, Evidence, rankOf, sameAttribution, sourceOf, USER_ID_SOURCES } from './attribution';
import { renderAttribution } from './attribution.text';

const DATE_ADDED = 10;
const sources = USER_ID_SOURCES.filter((source) => source !== 'none');
const evidence: fc.Arbitrary<Evidence> = fc.record({
  userId: fc.constantFrom('ann', 'bob', 'cy'),
  source: fc.constantFrom(...sources),
  date: fc.integer({ min: 5, max: 15 }),
});
const shuffled = fc
  .array(evidence)
  .chain((pieces) => fc.tuple(fc.constant(pieces), fc.shuffledSubarray(pieces, { minLength: pieces.length })));

const outcomeOf = (pieces: readonly Attribution[]) => attribute(null, pieces, DATE_ADDED);
const by = (source: Evidence['source'], userId: string, date: number): Evidence => ({ source, userId, date });

describe('attribution', () => {
  it('does not depend on the order in which evidence arrives, nor on how often, nor on how it is bundled', () => {
    fc.assert(
      fc.property(shuffled, fc.nat(), ([pieces, other], cut) => {
        const outcome = outcomeOf(pieces);
        expect(outcomeOf([...other, ...pieces])).toEqual(outcome);
        const at = pieces.length === 0 ? 0 : cut % pieces.length;
        expect(attribute(outcomeOf(other.slice(0, at)), other.slice(at), DATE_ADDED)).toEqual(outcome);
      }),
    );
  });

  it('is never invented: it is one of the pieces of evidence, and of the strongest source among them', () => {
    fc.assert(
      fc.property(fc.array(evidence), (pieces) => {
        const outcome = outcomeOf(pieces);
        if (pieces.length === 0) return expect(outcome).toBeNull();
        expect(pieces).toContain(outcome);
        expect(rankOf(sourceOf(outcome))).toBe(Math.min(...pieces.map(({ source }) => rankOf(source))));
      }),
    );
  });

  it('is nobody’s without evidence', () => {
    expect(outcomeOf([null])).toBeNull();
    expect(attribute(null, [undefined], DATE_ADDED)).toBeNull();
    expect(sourceOf(null)).toBe('none');
  });

  it.each<[string, Evidence[], string]>([
    ['the stronger source, however late', [by('contact', 'ann', 10), by('conversation', 'bob', 99)], 'bob'],
    ['of equals the earliest at or after the message', [by('conversation', 'ann', 30), by('conversation', 'bob', 20)], 'bob'],
    ['who had it at the very moment', [by('conversation', 'ann', 10), by('conversation', 'bob', 9)], 'ann'],
    ['what came after over what was known before', [by('conversation', 'ann', 30), by('conversation', 'bob', 9)], 'ann'],
    ['of what was known before only, the latest', [by('conversation', 'ann', 3), by('conversation', 'bob', 9)], 'bob'],
    ['of the same date the lower id, so that there is one outcome', [by('conversation', 'bob', 20), by('conversation', 'ann', 20)], 'ann'],
  ])('takes %s', (_, pieces, userId) => {
    expect(outcomeOf(pieces)?.userId).toBe(userId);
  });

  it('compares by user, source and date', () => {
    expect(sameAttribution(null, null)).toBe(true);
    expect(sameAttribution(by('message', 'ann', 1), by('message', 'ann', 1))).toBe(true);
    expect(sameAttribution(by('message', 'ann', 1), by('message', 'ann', 2))).toBe(false);
    expect(sameAttribution(by('message', 'ann', 1), null)).toBe(false);
  });

  it('keeps the ranks that are stored', () => {
    expect(USER_ID_SOURCES.map(rankOf)).toEqual([0, 1, 2, 3, 4, 5]);
    expect(USER_ID_SOURCES).toEqual(['message', 'webhook', 'conversation', 'contact', 'location', 'none']);
  });

  it('is rendered as the end of a JSON object, whatever the id', () => {
    expect(JSON.parse(`{"id":1${renderAttribution(null)}}`)).toEqual({ id: 1, userId: null, userIdSource: 'none' });
    fc.assert(
      fc.property(fc.string(), (userId) =>
        expect(JSON.parse(`{"id":1${renderAttribution(by('webhook', userId, 1))}}`)).toEqual({ id: 1, userId, userIdSource: 'webhook' }),
      ),
    );
  });
});
