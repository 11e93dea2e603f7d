import { AGENCY_TOKEN, MAIN_TOKEN, Message, OTHER_LOCATION_ID, OTHER_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { expectError } from '../faults/search.fixture';
import { FaultStage, LOCATION, setStage } from '../faults/stage.fixture';
import { askedOf, bodyOf, conversationsPath, cover, EXPORT, exportPath, messagePath, messagesPath } from './conversations.fixture';

const NO_ACCESS = 'The token does not have access to this location.';

describe("who may use upstream's reads", () => {
  let stage: FaultStage;
  let message: Message;
  const paths = () => [exportPath(), messagePath(message.id), messagesPath(message.conversationId), conversationsPath()];
  const served = async (path: string, token: string) => {
    const { status, headers } = await stage.api.get(path, { token });
    return { status, by: headers.get('x-served-by') };
  };

  beforeEach(async () => {
    stage = await setStage({ sandbox: { messages: 300 } });
    await cover(stage);
    message = stage.sandbox.world.messagesOf(LOCATION).find(({ userId }) => userId !== undefined) as Message;
  });

  afterEach(() => stage.close());

  it.each<[string, string | null, number, string]>([
    ["another location's", OTHER_TOKEN, 403, NO_ACCESS],
    ['an unknown', 'pit-unknown', 401, 'Invalid JWT'],
    ['no', null, 401, 'A LeadConnector token is required: Authorization: Bearer <token>.'],
  ])('is not who brings %s token, though everything is stored and kept', async (_, token, status, words) => {
    for (const path of paths()) {
      await stage.api.get(path);
      const answer = await stage.api.get(path, { token });
      expectError(answer, status, words);
      // Nor does it learn how busy the location is.
      expect([...answer.headers.keys()].filter((name) => name.startsWith('x-ratelimit'))).toEqual([]);
    }
  });

  it('is not who brings a token without the scope', async () => {
    stage.sandbox.world.addToken({ token: 'pit-contacts', locationIds: [LOCATION], scopes: ['contacts.readonly'] });
    for (const path of paths())
      expectError(await stage.api.get(path, { token: 'pit-contacts' }), 401, 'The token is not authorized for this scope.');
  });

  it('is within a minute no longer who brings a token that was revoked, of what is stored', async () => {
    stage.sandbox.world.revokeToken(MAIN_TOKEN);
    const fresh = { headers: { 'cache-control': 'max-age=86400' } };
    stage.clock.advance(59_999);
    for (const path of paths().slice(0, 3)) expect((await stage.api.get(path, fresh)).status).toBe(200);
    stage.clock.advance(1);
    for (const path of paths()) expectError(await stage.api.get(path, fresh), 401, 'Invalid JWT');
  });

  it('is asked of upstream by the read itself: the answer proves the token, and the next comes out of the store', async () => {
    stage.sandbox.world.addToken({ token: 'pit-second', label: 'second', locationIds: [LOCATION] });
    for (const path of [messagePath(message.id), exportPath()]) {
      const answers = [await served(path, 'pit-second'), await served(path, 'pit-second')];
      expect(answers).toContainEqual({ status: 200, by: 'store' });
      expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    }
    expect(askedOf(stage)).toEqual([messagePath(message.id)]);
  });

  it('is asked of upstream before a list goes on that the store began', async () => {
    const { nextCursor } = (await stage.api.get(exportPath({ limit: 10 }))).body as { nextCursor: string };
    stage.sandbox.world.addToken({ token: 'pit-second', locationIds: [LOCATION] });
    const path = exportPath({ limit: 10, cursor: nextCursor });
    expect(await served(path, 'pit-second')).toEqual({ status: 200, by: 'store' });
    expect(askedOf(stage)).toEqual([EXPORT]);
    expectError(await stage.api.get(path, { token: OTHER_TOKEN }), 403, NO_ACCESS);
  });

  describe('with a token of several locations', () => {
    let other: Message;

    beforeEach(() => {
      other = stage.sandbox.world.messagesOf(OTHER_LOCATION_ID).find(({ userId }) => userId !== undefined) as Message;
    });

    it('gets each message of its location, whichever it is, stored or not', async () => {
      for (let round = 0; round < 2; round += 1)
        for (const { id, ...rest } of [other, message])
          expect(bodyOf(await stage.api.get(messagePath(id), { token: AGENCY_TOKEN }))).toEqual({ message: { id, ...rest } });
      expect(askedOf(stage)).toEqual([messagePath(other.id), messagePath(message.id)]);
      expect(await served(messagePath(message.id), AGENCY_TOKEN)).toEqual({ status: 200, by: 'store' });
      stage.clock.advance(5_000);
      expect(await served(messagePath(other.id), AGENCY_TOKEN)).toEqual({ status: 200, by: 'upstream' });
    });

    it('may say which one it is, so that the store is asked at once', async () => {
      const options = { token: AGENCY_TOKEN, headers: { 'x-location-id': LOCATION } };
      const answer = await stage.api.get(messagesPath(message.conversationId), options);
      expect({ status: answer.status, by: answer.headers.get('x-served-by'), asked: askedOf(stage) }).toEqual({
        status: 200,
        by: 'store',
        asked: [EXPORT],
      });
    });

    it('is refused where it says one that upstream does not accept it for', async () => {
      for (const path of [messagePath(message.id), messagesPath(message.conversationId)]) {
        const answer = await stage.api.get(path, { token: OTHER_TOKEN, headers: { 'x-location-id': LOCATION } });
        expectError(answer, 403, NO_ACCESS);
      }
    });
  });
});
