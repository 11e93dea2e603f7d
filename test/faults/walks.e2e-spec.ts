import { MAIN_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { Answer } from '../harness/test-api';
import { holdWalkPage } from './hold.fixture';
import { expectError, expectTruth, searchPath } from './search.fixture';
import { ANCHOR, FaultStage, LOCATION, SEARCH_WAIT_MS, setStage } from './stage.fixture';
import { walkPagesOf } from './upstream-requests.fixture';

const SEARCH = searchPath({ includeContact: 'true' });
const PROGRESS = { messagesRead: 500, messagesStored: 500, pages: 1, fraction: expect.any(Number) };
const DAY_MS = 86_400_000;

describe('walks and those who wait for them', () => {
  let stage: FaultStage;
  const pages = (): string[] => walkPagesOf(stage.sandbox.requests);
  const sync = async () => (await stage.api.get(`/locations/${LOCATION}/sync`)).body as { walks: unknown[] };
  const untilWalked = async (): Promise<void> => {
    while ((await sync()).walks.length > 0);
  };

  beforeEach(async () => {
    stage = await setStage({ sandbox: { messages: 1_200 } });
  });

  afterEach(() => stage.close());

  it.each([2, 20])('walks a cold window once for %i searches at once', async (count) => {
    const answers = await Promise.all(Array.from({ length: count }, () => stage.api.get(SEARCH)));
    for (const { status, body } of answers)
      expect({ status, messages: body.messages as unknown }).toEqual({ status: 200, messages: answers[0]?.body.messages });
    expect(pages()).toHaveLength(3);
    await expectTruth(stage);
    expect(new Set(pages()).size).toBe(3);
  });

  it('walks a cold window once for searches of several windows within it at once', async () => {
    const windows = [1, 5, 20, 60].map((days) => String(ANCHOR.getTime() - days * DAY_MS));
    const all = stage.api.get(SEARCH);
    const held = holdWalkPage(stage, 2);
    await held.arrived;
    const some = windows.map((startAfterDate) => stage.api.get(searchPath({ startAfterDate })));
    held.release();
    for (const answer of await Promise.all([all, ...some])) expect(answer.status).toBe(200);
    expect(new Set(pages()).size).toBe(pages().length);
    expect(pages()).toHaveLength(3);
  });

  it('answers a search for a recent window while a walk of all history is still running', async () => {
    const held = holdWalkPage(stage, 2);
    const all = stage.api.get(SEARCH);
    await held.arrived;
    const after = ANCHOR.getTime() - DAY_MS;
    await expectTruth(stage, { type: ['TYPE_CALL', 'TYPE_SMS'], includeContact: true, after });
    expect((await sync()).walks).toHaveLength(1);
    held.release();
    expect((await all).status).toBe(200);
    await expectTruth(stage);
  });

  it("keeps one caller's refused token from failing another's search that shares its walk", async () => {
    stage.sandbox.world.addToken({ token: 'pit-soon-revoked', locationIds: [LOCATION] });
    const held = holdWalkPage(stage, 2);
    const refused = stage.api.get(SEARCH, { token: 'pit-soon-revoked' });
    await held.arrived;
    const accepted = stage.api.get(SEARCH, { token: MAIN_TOKEN });
    const unknown = await stage.api.get(SEARCH, { token: 'pit-unknown' });
    stage.sandbox.world.revokeToken('pit-soon-revoked');
    held.release();
    expectError(unknown, 401, 'Invalid JWT');
    expectError(await refused, 401, 'Invalid JWT');
    expect((await accepted).status).toBe(200);
    await expectTruth(stage);
  });

  describe('longer than a search waits', () => {
    const expectTooLong = (answer: Answer): void => {
      expectError(answer, 503, 'The window is still being read from LeadConnector.', {
        progress: { ...PROGRESS, remainingMs: expect.any(Number) },
      });
      const { fraction, remainingMs } = answer.body.progress as { fraction: number; remainingMs: number };
      expect(fraction).toBeGreaterThan(0.4);
      expect(fraction).toBeLessThan(0.5);
      expect(remainingMs).toBe(Math.round(SEARCH_WAIT_MS / fraction - SEARCH_WAIT_MS));
      expect(answer.headers.get('retry-after')).toBe('30');
    };

    it('answer 503 with their progress and go on, so that the next search finds all without fetching again', async () => {
      const held = holdWalkPage(stage, 2);
      const search = stage.api.get(SEARCH);
      await held.arrived;
      stage.clock.advance(SEARCH_WAIT_MS);
      expectTooLong(await search);
      expect(await sync()).toMatchObject({
        complete: false,
        stored: 500,
        walks: [{ channel: 'messages', window: { startAfterDate: null, endDate: null }, progress: PROGRESS }],
      });
      held.release();
      await untilWalked();
      const fetched = pages();
      await expectTruth(stage);
      expect(pages()).toEqual(fetched);
      expect(fetched).toHaveLength(3);
    });

    it('answer what is there, marked as not complete, to who allows it, after 2 s', async () => {
      const held = holdWalkPage(stage, 2);
      const search = stage.api.get(searchPath({ allowPartial: 'true', includeTotal: 'true' }));
      await held.arrived;
      stage.clock.advance(2_000);
      const { status, body } = await search;
      expect({ status, complete: body.complete }).toEqual({ status: 200, complete: false });
      expect(body.total).toBeGreaterThan(400);
      expect(body.total).toBeLessThanOrEqual(500);
      held.release();
      await untilWalked();
      await expectTruth(stage);
    });

    it('go on when every client that waited for them has hung up', async () => {
      const held = holdWalkPage(stage, 2);
      const hangUp = new AbortController();
      const search = fetch(stage.api.url + SEARCH, { headers: { authorization: `Bearer ${MAIN_TOKEN}` }, signal: hangUp.signal });
      await held.arrived;
      hangUp.abort();
      await expect(search).rejects.toThrow('aborted');
      held.release();
      await untilWalked();
      const fetched = pages();
      await expectTruth(stage);
      expect(pages()).toEqual(fetched);
    });
  });

  it('are shared by two APIs on one store: no page is fetched by both', async () => {
    const other = await stage.startAnotherApi();
    const answers = await Promise.all([stage.api.get(SEARCH), other.get(SEARCH), other.get(SEARCH), stage.api.get(SEARCH)]);
    for (const { status, body } of answers) expect({ status, complete: body.complete }).toEqual({ status: 200, complete: true });
    // Which process came first decides who walks; the other looks at what is new only.
    expect(pages().length).toBeLessThanOrEqual(4);
    await expectTruth({ ...stage, api: other });
    await expectTruth(stage);
  });
});
