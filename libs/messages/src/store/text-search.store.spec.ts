import * as fc from 'fast-check';
import { Database } from './database';
import { TextIndexStore } from './text-index.store';
import { IndexedLocation } from '../text/indexed.fixture';
import { openTestStore, TestStore } from '../../../../test/store/test-store';

/** Texts as people write them, and as they don't. */
const WORDS = ['Ann', 'ANN', 'añn', 'invoice', "don't", 'e-mail', '手机', '手', '机坏了', 'กำลัง', '서울에서', '555', '000-1234', '🙏', '!'];
const bodies = fc.oneof(
  fc.array(fc.constantFrom(...WORDS), { maxLength: 8 }).map((words) => words.join(' ')),
  fc.string({ unit: fc.constantFrom(...'aAéｶﾞ手机坏了กำ서울12 -.'), maxLength: 20 }),
);
/** What could be taken for more than words, each with whether a text of `a` and `b` is found by `a` and this. */
const HOSTILE: readonly (readonly [typed: string, isFound: boolean])[] = [
  ...["'", '\\', ':*', '&|!<->', '\0', '\ud800', "a' | 'b", "a\\' & b", 'a:*', '!a', 'a <-> b', '(a', '\x1e\x1d'].map(
    (typed) => [typed, true] as const,
  ),
  ...["');drop table messages;--", "a':1A", 'a:*c', "' | 'c"].map((typed) => [typed, false] as const),
];

describe('a search by words', () => {
  let testStore: TestStore;
  let database: Database;
  let locations = 0;

  beforeAll(async () => {
    testStore = await openTestStore();
    database = testStore.database;
  });

  afterAll(() => testStore.close());

  const newLocation = () => IndexedLocation.create(database, `loc${(locations += 1)}`);

  it.each([
    ['a word in any case and with any accents', 'ANGSTROM', 'we met at Ångström’s'],
    ['all words in any order', 'week next', 'the next business week'],
    ['a phrase', '"next week"', 'see you next week!'],
    ['the beginning of a word', 'appoint*', 'an appointment'],
    ['the beginning of the last word of a phrase', '"an appoint*"', 'have an appointment'],
    ['part of Chinese text, wherever a dictionary would cut it', '机坏', '我的手机坏了'],
    ['one character of it', '坏', '我的手机坏了'],
    ['its last character', '了', '我的手机坏了'],
    ['part of Japanese text in half width', 'ｶﾞｲﾄﾞ', '新しいガイドブック'],
    ['part of Thai text', 'กำลัง', 'ฉันกำลังมา'],
    ['a Korean word with its particle', '서울', '내일 서울에서 만나요'],
    ['Arabic without its vowel signs', 'محمد', 'مُحَمَّد'],
    ['a number as it is written', '(555) 000-1234', 'call (555) 000 1234'],
    ['what only looks like an operator', "don't & 'e-mail'", 'DON’T e mail'],
  ])('finds %s', async (_, query, body) => {
    const location = await newLocation();
    await location.save([{ id: 'hit', body }, { id: 'miss', body: 'something else' }, { id: 'call' }]);
    await location.index();
    expect(await location.search(query)).toEqual(['hit']);
  });

  it.each([
    ['words that only some of are there', 'next month', 'next week'],
    ['a phrase in another order', '"week next"', 'next week'],
    ['a phrase with a word between', '"next week"', 'next business week'],
    ['the middle of a word', 'point', 'appointment'],
    ['characters in another order', '坏机', '我的手机坏了'],
    ['the beginning of a word without an asterisk', 'appoint', 'appointment'],
  ])('does not find %s', async (_, query, body) => {
    const location = await newLocation();
    await location.save([{ id: 'miss', body }]);
    await location.index();
    expect(await location.search(query)).toEqual([]);
  });

  it.each([
    'ann smith',
    '"Ann Smith"',
    'acme',
    'ann.smith@mail.example.com',
    'ann.smith',
    'mail.example.com',
    '+15550001234',
    '15550001234',
    '5550001234',
    '(555) 000-1234',
    '000 1234',
    '0001234',
    '15550001*',
    'smith (555) 000.1234',
  ])('finds the messages of a contact by %s', async (query) => {
    const location = await newLocation();
    const fields = { fullName: 'Ann Smith', contactName: 'Ann Smith', companyName: 'ACME LLC', email: 'ann.smith@mail.example.com' };
    await location.saveContacts([
      { id: 'ann', fields: { ...fields, phone: '+15550001234' } },
      { id: 'bob', fields: { fullName: 'Bob', email: 'bob@example.org', phone: '+442071234567' } },
    ]);
    await location.save([
      { id: 'of-ann', contactId: 'ann' },
      { id: 'of-bob', contactId: 'bob' },
      { id: 'of-nobody', contactId: null },
    ]);
    await location.index();
    expect(await location.search(query)).toEqual(['of-ann']);
  });

  it('does not put together what is in the body and what is in the contact, nor two fields', async () => {
    const location = await newLocation();
    await location.saveContacts([{ id: 'ann', fields: { fullName: 'Ann', companyName: 'Smith' } }]);
    await location.save([{ id: 'one', contactId: 'ann', body: 'invoice' }]);
    await location.index();
    expect(await location.search('ann invoice')).toEqual([]);
    expect(await location.search('"ann smith"')).toEqual([]);
    expect(await location.search('ann smith')).toEqual(['one']);
  });

  it('finds a text by any part of it that begins and ends with a word, in quotes, and by any of its words', async () => {
    const property = fc.asyncProperty(fc.array(bodies, { minLength: 1, maxLength: 10 }), async (texts) => {
      const location = await newLocation();
      await location.save(texts.map((body, index) => ({ id: `m${index}`, body, dateUpdated: 1_000 + index })));
      await location.index();
      for (const [index, body] of texts.entries())
        for (const query of [`"${body}"`, ...body.split(' ')]) {
          const isQuery = /[\p{L}\p{N}]/u.test(query);
          if (isQuery) expect(await location.search(query)).toContain(`m${index}`);
        }
    });
    await fc.assert(property, { numRuns: 25 });
  });

  it('finds what is part of a run of characters without spaces, and nothing else', async () => {
    const runs = fc.string({ unit: fc.constantFrom('手', '机', '坏', 'ก', '서'), minLength: 1, maxLength: 7 });
    const property = fc.asyncProperty(fc.array(runs, { minLength: 1, maxLength: 8 }), runs, async (texts, query) => {
      const location = await newLocation();
      await location.save(texts.map((body, index) => ({ id: `m${index}`, body, dateUpdated: 1_000 + index })));
      await location.index();
      const expected = texts.flatMap((body, index) => (body.includes(query) ? [`m${index}`] : []));
      expect(await location.search(query)).toEqual(expected);
    });
    await fc.assert(property, { numRuns: 40 });
  });

  it('takes whatever is typed for words and for nothing else', async () => {
    const location = await newLocation();
    await location.save([{ id: 'one', body: 'a b' }]);
    await location.index();
    for (const [typed, isFound] of HOSTILE) expect(await location.search(`a ${typed}`)).toEqual(isFound ? ['one'] : []);
    const property = fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (typed) => {
      await location.search(`zanzibar ${typed}`).catch((error: Error) => expect(error.message).toBe('The query has no words.'));
    });
    await fc.assert(property, { numRuns: 300 });
  });

  it('takes texts as long as they come, of which the first 16,000 words are searched', async () => {
    const location = await newLocation();
    const letters = (length: number, seed: number) =>
      Array.from({ length }, (_, at) => String.fromCharCode(97 + ((seed * 7 + at * at) % 26))).join('');
    const longWords = Array.from({ length: 20_000 }, (_, index) => `${index}${letters(100, index)}`).join(' ');
    await location.save([
      { id: 'many', body: `${'first '.repeat(15_999)}sixteen thousandth ${'last '.repeat(20_000)}`, dateUpdated: 1 },
      { id: 'long', body: `start ${longWords}`, dateUpdated: 2 },
      { id: 'one', body: `begin ${'长'.repeat(50_000)}`, dateUpdated: 3 },
    ]);
    await location.index();
    expect(await location.search('sixteen')).toEqual(['many']);
    expect(await location.search('thousandth')).toEqual([]);
    expect(await location.search('start')).toEqual(['long']);
    expect(await location.search('"begin 长长长"')).toEqual(['one']);
  });

  it('keeps locations apart, though they have the same words and the same ids', async () => {
    const [one, other] = [await newLocation(), await newLocation()];
    await one.save([{ id: 'a', body: 'secret' }]);
    await other.save([{ id: 'a', body: 'secret of another' }]);
    await other.saveContacts([{ id: 'con1', fields: { fullName: 'Only There' } }]);
    await one.index();
    await other.index();
    expect(await one.search('secret')).toEqual(['a']);
    expect(await one.search('another')).toEqual([]);
    expect(await one.search('only there')).toEqual([]);
    expect(await other.search('only there')).toEqual(['a']);
  });

  it('keeps locations apart whose words have the same mark', async () => {
    const [one, other] = [await newLocation(), await newLocation()];
    await one.save([{ id: 'a', body: 'secret' }]);
    await one.saveContacts([{ id: 'con1', fields: { fullName: 'Ann' } }]);
    await one.index();
    await other.save([{ id: 'a', body: 'nothing' }]);
    await new TextIndexStore(database).open(other.locationId);
    // As if both had been given one mark: the words of the one in the rows of the other, and asked for by the one's.
    for (const table of ['message_words', 'contact_words'])
      await testStore.owner.query({ text: `insert into ${table} select $2, 'foreign', words from ${table} where location_id = $1` }, [
        one.locationId,
        other.locationId,
      ]);
    expect(await one.search('secret')).toEqual(['a']);
    expect(await one.search('ann')).toEqual(['a']);
  });

  it('finds rare and common words alike, wherever they are, page by page in both orders', async () => {
    const location = await newLocation();
    const count = 4_200;
    const bodyOf = (index: number) =>
      ['all', index % 3 === 0 && 'third', index >= 3_150 && 'late', index < 1_200 && 'early', index % 1_500 === 7 && 'rare']
        .filter((word) => word !== false)
        .join(' ');
    await location.saveContacts([{ id: 'third', fields: { fullName: 'Common Contact' } }]);
    const messages = Array.from({ length: count }, (_, index) => ({
      ...{
        id: `m${(index * 7_919) % 10_007}`,
        body: bodyOf(index),
        dateUpdated: 1_000 + Math.floor(index / 3),
        contactId: index % 3 ? null : 'third',
      },
      ...{ messageType: index % 2 ? 'TYPE_SMS' : 'TYPE_CALL', direction: index % 5 ? 'inbound' : 'outbound' },
    }));
    await location.save(messages);
    await location.index();
    const ordered = [...messages].sort((a, b) => a.dateUpdated - b.dateUpdated || (a.id < b.id ? -1 : 1));
    const holds = (message: (typeof messages)[number], word: string) =>
      word === 'common' ? message.contactId === 'third' : message.body.split(' ').includes(word);
    for (const words of ['all', 'third', 'late', 'early', 'rare', 'common', 'all late', 'third early', 'rare late', 'nowhere'])
      for (const [sort, limit, direction, window] of [
        ['asc', 1_000, undefined, undefined],
        ['desc', 300, undefined, undefined],
        ['asc', 50, undefined, undefined],
        ['asc', 400, 'outbound', undefined],
        ['desc', 700, 'inbound', { after: 1_100, upTo: 2_200 }],
      ] as const) {
        const isFound = (message: (typeof messages)[number]) =>
          words.split(' ').every((word) => holds(message, word)) &&
          (direction === undefined || message.direction === direction) &&
          (!window || (message.dateUpdated > window.after && message.dateUpdated <= window.upTo));
        const expected = ordered.filter(isFound).map(({ id }) => id);
        const asked = { messageTypes: ['TYPE_SMS', 'TYPE_CALL'], sort, limit, filters: { direction }, ...(window && { window }) };
        expect(await location.search(words, asked)).toEqual(sort === 'asc' ? expected : expected.reverse());
      }
    const [first] = await location.search('late', { limit: 10, sort: 'asc' });
    expect(first).toBe(ordered.find((message) => message.messageType === 'TYPE_SMS' && message.body.includes('late'))?.id);
  }, 120_000);
});
