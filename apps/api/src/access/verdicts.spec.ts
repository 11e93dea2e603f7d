import { setImmediate as turn } from 'node:timers/promises';
import { createTestCache, CREDENTIAL, SECRET } from '../cache/read-cache.fixture';
import { PROVING_CALLS } from './right';
import { TokenLocations } from './token-locations';
import { Refusal, Verdicts } from './verdicts';

const REFUSAL: Refusal = { code: 'unauthorized', messages: ['Invalid JWT'] };

describe('verdicts on a token', () => {
  let now: number;
  let verdicts: Verdicts;
  let locations: TokenLocations;
  let questions: number;
  let answer: Refusal | null;

  const ask = () => {
    questions += 1;
    return Promise.resolve(answer);
  };
  const verdict = (right: 'messages' | 'contacts' = 'messages') => verdicts.of(CREDENTIAL, right, ask);
  const note = async (path: string, sentAt = now) => {
    verdicts.note({ credential: CREDENTIAL, method: 'GET', path, sentAt });
    await turn();
  };

  beforeEach(() => {
    now = 1_000_000;
    questions = 0;
    answer = null;
    const clock = { now: () => now };
    locations = new TokenLocations(SECRET, clock);
    verdicts = new Verdicts(createTestCache(clock).cache, locations);
  });

  it('count for 60 s when they accept, for 5 s when they refuse', async () => {
    answer = REFUSAL;
    expect(await verdict()).toEqual(REFUSAL);
    answer = null;
    now += 4_999;
    expect(await verdict()).toEqual(REFUSAL);
    now += 1;
    expect(await verdict()).toBeNull();
    answer = REFUSAL;
    now += 59_999;
    expect(await verdict()).toBeNull();
    now += 1;
    expect(await verdict()).toEqual(REFUSAL);
  });

  it('are given by calls that were made anyway, from when they were sent', async () => {
    await note(PROVING_CALLS.messages.path, now - 1_000);
    now += 58_999;
    expect(await verdict()).toBeNull();
    expect(questions).toBe(0);
    now += 1;
    await verdict();
    expect(questions).toBe(1);
  });

  it('are of one right each, and not given by calls that name no location', async () => {
    await note(PROVING_CALLS.contacts.path);
    await note('/conversations/{conversationId}/messages');
    await verdict('contacts');
    expect(questions).toBe(0);
    await verdict('messages');
    expect(questions).toBe(1);
  });

  it('end a refusal at once when a later call was accepted', async () => {
    answer = REFUSAL;
    await verdict();
    now += 1;
    await note(PROVING_CALLS.messages.path);
    expect(await verdict()).toBeNull();
  });

  it('are not made longer by the calls of the same second, and are by later ones', async () => {
    await note(PROVING_CALLS.messages.path);
    await note(PROVING_CALLS.messages.path, now + 999);
    now += 60_000;
    await verdict();
    expect(questions).toBe(1);
    await note(PROVING_CALLS.messages.path);
    now += 59_999;
    await verdict();
    expect(questions).toBe(1);
  });

  it('are asked for anew when those from before something do not count, once, and then count as any', async () => {
    const since = (what: string | null) => verdicts.of(CREDENTIAL, 'users', ask, what);
    await since(null);
    await since('1');
    await since('1');
    expect(questions).toBe(2);
    now += 59_000;
    await since('2');
    now += 59_000;
    await since(null);
    expect(questions).toBe(3);
    answer = REFUSAL;
    expect([await since('3'), await since('3'), await since(null), questions]).toEqual([REFUSAL, REFUSAL, REFUSAL, 4]);
  });

  it('are asked for again when none could be had', async () => {
    await expect(verdicts.of(CREDENTIAL, 'messages', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    expect(await verdict()).toBeNull();
  });

  it('tell where a token was accepted lately, the latest first, and nowhere else', async () => {
    for (const locationId of ['loc1', 'loc2', 'loc3', 'loc2']) {
      now += 60_000;
      await verdicts.of({ ...CREDENTIAL, locationId }, 'messages', ask);
    }
    answer = REFUSAL;
    await verdicts.of({ ...CREDENTIAL, locationId: 'loc4' }, 'messages', ask);
    expect(locations.of(CREDENTIAL.token)).toEqual(['loc2', 'loc3', 'loc1']);
    expect(locations.of('another')).toEqual([]);
    now += 9 * 60_000 - 1;
    expect(locations.of(CREDENTIAL.token)).toEqual(['loc2', 'loc3']);
  });
});
