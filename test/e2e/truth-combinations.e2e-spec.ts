import * as fc from 'fast-check';
import { expectSame, readAll, searchPath } from './truth.paging';
import { expectedOf, TrueAnswer, truthOf, typesOf, Wanted, wordsOf } from './truth.reference';
import { setStage, Stage } from './truth.stage';

describe('searches of 20,000 messages at random, against the truth of upstream', () => {
  let stage: Stage;
  let truth: TrueAnswer[];
  let type: string[];

  beforeAll(async () => {
    stage = await setStage();
    truth = truthOf(stage.sandbox.world, stage.locationId);
    type = typesOf(truth);
  });

  afterAll(() => stage.close());

  it('answers any combination of filters, order, page size and way of paging', async () => {
    const answers = fc.integer({ min: 0, max: 19_999 }).map((index) => truth[index] as TrueAnswer);
    const often = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });
    const searches = fc.record({
      like: answers,
      by: fc.subarray(['userId', 'contactId', 'conversationId', 'direction', 'status'] as const, { maxLength: 3 }),
      types: fc.subarray(type, { minLength: 1 }),
      after: often(answers),
      upTo: often(answers),
      sort: fc.constantFrom('asc' as const, 'desc' as const),
      includeContact: fc.boolean(),
      limit: fc.constantFrom(1, 7, 100, 1000),
      words: fc.option(fc.record({ of: answers, at: fc.nat({ max: 50 }), isName: fc.boolean() }), { nil: undefined, freq: 1 }),
      way: fc.constantFrom('cursor' as const, 'lastMessageId' as const),
    });
    const property = fc.asyncProperty(searches, async (search) => {
      const { like, by, types, after, upTo, sort, includeContact, limit, words, way } = search;
      const own: Record<string, unknown> = { ...like.message, contactId: like.contactId, userId: like.message.userId ?? 'none' };
      const filters = Object.fromEntries(by.filter((name) => own[name] !== null).map((name) => [name, own[name]]));
      const [first, last] = [after?.date, upTo?.date].sort((a = -Infinity, b = Infinity) => a - b);
      const window = first === last ? {} : { after: after && first, upTo: upTo && (after ? last : upTo.date) };
      const query = words && wordToFind(words);
      const wanted: Wanted = { type: [...types, String(like.message.messageType)], ...filters, ...window, query, sort, includeContact };
      const expected = expectedOf(truth, wanted);
      const pageSize = expected.length > 100 * limit ? 1000 : limit;
      expectSame(await readAll(stage, wanted, { limit: pageSize, by: way }), expected);
      const { body } = await stage.api.get(searchPath(stage, wanted, { includeTotal: 'true' }));
      expect(body.total).toBe(expected.length);
    });
    await fc.assert(property, { numRuns: 50, seed: 20_000, endOnFailure: true });
  }, 120_000);
});

/** A word of a message or of its contact; none when it has none. Digits alone could be a part of a number. */
function wordToFind({ of, at, isName }: { readonly of: TrueAnswer; readonly at: number; readonly isName: boolean }): string | undefined {
  const words = wordsOf(isName ? of.contactFields.fullName : of.message.body).filter((word) => /^[a-z]+$/.test(word));
  return words[at % words.length];
}
