import { MAIN_LOCATION_ID } from '../../apps/sandbox/src/create-sandbox';
import { FaultStage } from '../faults/stage.fixture';
import { filledIn, messagesOf } from './filled-in';
import { createSdk, exportAll } from './sdk.fixture';
import { setFidelityStage } from './stage';

const locationId = MAIN_LOCATION_ID;
/** Enough for more conversations than one answer may ask for. */
const MESSAGES = 20_000;
/** What docs/decisions/0010 says of one answer: ten about conversations, one about contacts. */
const LOOK_UPS_AN_ANSWER = 11;

describe('users on an export that is read to its end through us while nothing is stored', () => {
  let stage: FaultStage;

  beforeAll(async () => {
    stage = await setFidelityStage(MESSAGES);
  });

  afterAll(() => stage.close());

  /** Reads through a process that remembers nothing yet. */
  const read = async (parameters: { readonly sortBy: string; readonly sortOrder: string }) => {
    const { sandbox } = stage;
    const { url } = await stage.startAnotherApi();
    sandbox.clearRequests();
    const pages = await exportAll(createSdk(url), { locationId, limit: 500, ...parameters });
    const messages = pages.flatMap(messagesOf);
    const asTheyAre = sandbox.world.messagesOf(locationId);
    const whole = new Map(messagesOf(filledIn({ messages: asTheyAre }, sandbox.world)).map((message) => [message.id, message]));
    const knowable = messages.filter(({ id }) => whole.get(id)?.userIdSource !== undefined);
    const filled = messages.filter(({ userIdSource }) => userIdSource !== undefined);
    const wrong = filled.filter((message) => userOf(message) !== userOf(whole.get(message.id) ?? {}));
    return { pages: pages.length, knowable: knowable.length, filled: filled.length, wrong };
  };
  const lookUps = () => stage.sandbox.requests.map(({ path }) => path).filter((path) => !path.endsWith('/export'));
  const lookUpsByAnswer = () =>
    stage.sandbox.requests.reduce<number[]>(
      (counts, { path }) => (path.endsWith('/export') ? [...counts, 0] : [...counts.slice(0, -1), (counts.at(-1) ?? 0) + 1]),
      [],
    );
  /** How many requests it takes to read all conversations once. */
  const listOfConversations = () =>
    Math.ceil([...stage.sandbox.world.conversations.values()].filter((one) => one.locationId === locationId).length / 100);

  it.each(['createdAt', 'updatedAt'])('are all there by %s, newest first', async (sortBy) => {
    const { knowable, filled, wrong } = await read({ sortBy, sortOrder: 'desc' });
    expect(wrong).toEqual([]);
    expect(knowable).toBeGreaterThan(MESSAGES / 2);
    expect(filled).toBe(knowable);
  });

  it.each(['createdAt', 'updatedAt'])('are there but for some of the first page by %s, oldest first, and none is wrong', async (sortBy) => {
    const { knowable, filled, wrong } = await read({ sortBy, sortOrder: 'asc' });
    expect(wrong).toEqual([]);
    expect(filled / knowable).toBeGreaterThan(0.95);
  });

  it.each(['desc', 'asc'])('cost hardly more requests than reading all conversations once, %s', async (sortOrder) => {
    const { pages } = await read({ sortBy: 'createdAt', sortOrder });
    expect(Math.max(...lookUpsByAnswer())).toBeLessThanOrEqual(LOOK_UPS_AN_ANSWER);
    const ofContacts = lookUps().filter((path) => path.startsWith('/contacts/'));
    expect(ofContacts.length).toBeLessThanOrEqual(pages);
    expect(lookUps().length - ofContacts.length).toBeLessThanOrEqual(listOfConversations() + 5);
  });
});

function userOf({ userId, userIdSource }: Readonly<Record<string, unknown>>): string {
  return `${String(userId)} by ${String(userIdSource)}`;
}
