import { JsonBody, MAIN_LOCATION_ID, OTHER_LOCATION_ID, OTHER_TOKEN, RecordedRequest } from '../../apps/sandbox/src/create-sandbox';
import { expectError, expectTruth, searchPath } from './search.fixture';
import { FaultStage, LOCATION, setStage } from './stage.fixture';
import { isWalkPage, isWalkStart, nthWalkPage } from './upstream-requests.fixture';

type Row = Record<string, unknown>;
type Change = (body: JsonBody & { messages: Row[]; nextCursor?: string | null }, request: RecordedRequest) => unknown;

/** A cursor that leads on where this one does, spelt differently. */
function sameplace(cursor: string): string {
  return Buffer.from(`${Buffer.from(cursor, 'base64').toString()} `).toString('base64');
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return [
    ...items.filter((_, index) => index % 3 === 1),
    ...items.filter((_, index) => index % 3 === 0),
    ...items.filter((_, index) => index % 3 === 2),
  ];
}

describe('odd lists of upstream', () => {
  let stage: FaultStage;

  beforeEach(async () => {
    stage = await setStage({ sandbox: { messages: 1_200 } });
  });

  afterEach(() => stage.close());

  /** Changes the pages that match, `times` of them. */
  const rewrite = (matches: (request: RecordedRequest) => boolean, change: Change, times = 1): void => {
    let asked: RecordedRequest | undefined;
    stage.sandbox.faults.next(
      (request) => {
        const hit = matches(request);
        if (hit) asked = request;
        return hit;
      },
      { kind: 'rewrite', with: (body) => change(body as Parameters<Change>[0], asked as RecordedRequest) },
      times,
    );
  };
  const sync = async () => (await stage.api.get(`/locations/${LOCATION}/sync`)).body as Record<string, unknown>;
  const hasCursor = (request: RecordedRequest): boolean => isWalkPage(request) && !isWalkStart(request);

  const lists: [what: string, order: () => void][] = [
    [
      'an empty page with a cursor',
      () => rewrite(nthWalkPage(2), (body, { query }) => ({ ...body, messages: [], nextCursor: sameplace(query.cursor ?? '') })),
    ],
    [
      'an empty page whose cursor is its own',
      () => rewrite(nthWalkPage(2), (body, { query }) => ({ ...body, messages: [], nextCursor: query.cursor })),
    ],
    ['a cursor that repeats itself once', () => rewrite(nthWalkPage(2), (body, { query }) => ({ ...body, nextCursor: query.cursor }))],
    [
      'cursors that all repeat themselves',
      () => rewrite(hasCursor, (body, { query }) => ({ ...body, nextCursor: query.cursor }), Infinity),
    ],
    [
      'cursors in a circle',
      () => {
        const seen: string[] = [];
        rewrite(
          isWalkPage,
          (body) => {
            if (seen.length === 2) return { ...body, nextCursor: seen[0] };
            if (typeof body.nextCursor === 'string') seen.push(body.nextCursor);
            return body;
          },
          3,
        );
      },
    ],
    ['a page without nextCursor', () => rewrite(nthWalkPage(1), ({ nextCursor: _, ...body }) => body)],
    ['a page with an empty nextCursor', () => rewrite(nthWalkPage(2), (body) => ({ ...body, nextCursor: '' }))],
    [
      'rows twice in a page',
      () => rewrite(isWalkPage, (body) => ({ ...body, messages: body.messages.flatMap((row) => [row, row]) }), Infinity),
    ],
    [
      'rows of one page again upon the next',
      () => {
        let before: Row[] = [];
        rewrite(
          isWalkPage,
          (body) => {
            const messages = [...before.slice(-20), ...body.messages];
            before = body.messages;
            return { ...body, messages };
          },
          Infinity,
        );
      },
    ],
    ['rows in a wrong order', () => rewrite(isWalkPage, (body) => ({ ...body, messages: shuffled(body.messages) }), Infinity)],
    ['rows in ascending order', () => rewrite(isWalkPage, (body) => ({ ...body, messages: [...body.messages].reverse() }), Infinity)],
    ['no total', () => rewrite(isWalkPage, ({ total: _, ...body }) => body, Infinity)],
    ['a total of the wrong kind', () => rewrite(isWalkPage, (body) => ({ ...body, total: 'many' }), Infinity)],
  ];

  it.each(lists)('finds every message once in spite of %s', async (_, order) => {
    order();
    await expectTruth(stage);
    expect(await sync()).toMatchObject({ complete: true, setAside: 0 });
    stage.sandbox.faults.clear();
    await expectTruth(stage);
  });

  it('gives up on a list that brings the same page under ever new cursors, and recovers', async () => {
    let count = 0;
    rewrite(isWalkStart, (body) => ({ ...body, nextCursor: 'again' }), Infinity);
    const { messages } = stage.sandbox.world
      .messagesOf(LOCATION)
      .reduce((page, message) => ({ messages: [...page.messages, message].slice(0, 20) }), { messages: [] as unknown[] });
    const endless = {
      messages,
      get nextCursor() {
        return `again-${(count += 1)}`;
      },
    };
    stage.sandbox.faults.always(hasCursor, { kind: 'status', status: 200, body: endless });
    const answer = await stage.api.get(searchPath());
    expectError(answer, 502, 'The list of messages breaks off again and again at the same place.');
    expect(answer.headers.get('retry-after')).toBe('30');
    stage.sandbox.faults.clear();
    await expectTruth(stage);
  });

  it('never stores, serves or counts as stored what belongs to another location', async () => {
    const foreign = stage.sandbox.world.messagesOf(OTHER_LOCATION_ID).slice(0, 25);
    rewrite(isWalkPage, (body) => ({ ...body, messages: [...foreign, ...body.messages] }), Infinity);
    await expectTruth(stage);
    expect(await sync()).toMatchObject({ complete: true, setAside: 25 });
    const other = await stage.api.get(`/locations/${OTHER_LOCATION_ID}/sync`, { token: OTHER_TOKEN });
    expect(other.body).toMatchObject({ complete: false, stored: 0, setAside: 0 });
  });

  it('sets bad records aside, says how many, and serves the good ones among them', async () => {
    const [sample] = stage.sandbox.world.messagesOf(MAIN_LOCATION_ID);
    const bad = [
      null,
      7,
      'message',
      [sample],
      { ...sample, id: undefined },
      { ...sample, id: '' },
      { ...sample, id: 'nul\0' },
      { ...sample, id: 'undated-1', dateAdded: undefined, dateUpdated: undefined },
      { ...sample, id: 'undated-2', dateAdded: 'soon', dateUpdated: null },
    ];
    rewrite(isWalkPage, (body) => ({ ...body, messages: [...bad, ...body.messages, ...bad] }), Infinity);
    await expectTruth(stage);
    // Those without an id can't be told apart, so they count once a reason: no object, no id, and the two without a date.
    expect(await sync()).toMatchObject({ complete: true, setAside: 4 });
  });

  it('serves text with NUL, lone surrogates and control characters as upstream has it', async () => {
    const { world } = stage.sandbox;
    world.addMessage({ id: 'odd-1', body: 'a\0b\ud800c\udfff\u0001\u2028"\\</script>', status: 'odd\0status', contactId: undefined });
    world.addMessage({ id: 'odd-2', body: '\0', meta: { note: '\ud83d' }, altId: 'x\0' });
    stage.clock.advance(120_000);
    await expectTruth(stage);
  });

  it('reads a message without dateUpdated, one without dateAdded, and one updated before it was added', async () => {
    const dateAdded = '2025-05-20T10:00:00.000Z';
    stage.sandbox.world.addMessage({ id: 'odd-1', dateAdded, dateUpdated: undefined });
    stage.sandbox.world.addMessage({ id: 'odd-2', dateAdded, dateUpdated: '2025-05-20T09:00:00.000Z' });
    stage.clock.advance(120_000);
    await expectTruth(stage);
  });
});
