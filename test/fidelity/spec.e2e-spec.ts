import { createSandbox, MAIN_LOCATION_ID, OTHER_LOCATION_ID, Sandbox } from '../../apps/sandbox/src/create-sandbox';
import { FaultStage } from '../faults/stage.fixture';
import { Answer, askLookUps, Asker, askReads, askWrongly } from './answers.fixture';
import { LOOK_UPS, READS } from './operations';
import { isSpecAtHand, PublishedSpec } from './published-spec';
import { setFidelityStage } from './stage';
import { LOOK_UP_DIFFERENCES, OUR_ADDITIONS, WIRE_DIFFERENCES, WireDifference } from './wire-differences';

/** The vendor's files are no part of this repository. */
const describeWhereSpecIsAtHand = isSpecAtHand ? describe : describe.skip;

/** Enough for every irregularity that the sandbox makes. */
const MESSAGES = 1_500;

describeWhereSpecIsAtHand('the published description', () => {
  const spec = new PublishedSpec();

  /** Each departure with the first request whose answer showed it. */
  const departuresOf = (answers: readonly Answer[]): ReadonlyMap<string, string> => {
    const seen = new Map<string, string>();
    for (const { operation, request, status, body } of answers)
      for (const departure of spec.departuresOf(operation, status, body)) if (!seen.has(departure)) seen.set(departure, request);
    return seen;
  };
  const expectDepartures = (answers: readonly Answer[], ...listed: readonly (readonly WireDifference[])[]): void => {
    const seen = departuresOf(answers);
    const known = new Set(listed.flat().flatMap(({ departures }) => departures));
    expect([...seen].filter(([departure]) => !known.has(departure))).toEqual([]);
    expect([...known].filter((departure) => !seen.has(departure))).toEqual([]);
  };

  describe('and the sandbox', () => {
    let sandbox: Sandbox;

    beforeAll(async () => {
      sandbox = await createSandbox({ messages: MESSAGES, rateLimit: false });
    });

    afterAll(() => sandbox.close());

    it('differ in exactly what is listed', async () => {
      const asker = new Asker(sandbox.url);
      const { world } = sandbox;
      const answers = [
        ...(await askReads(asker, world, MAIN_LOCATION_ID)),
        ...(await askLookUps(asker, world, MAIN_LOCATION_ID)),
        ...(await askWrongly(asker, MAIN_LOCATION_ID, OTHER_LOCATION_ID)),
        await tooManyRequests(),
      ];
      const statuses = new Set(answers.map(({ status }) => status));
      expect([...statuses].sort()).toEqual([200, 400, 401, 403, 404, 422, 429]);
      expect(new Set(answers.map(({ operation }) => operation))).toEqual(new Set([...Object.values(READS), ...Object.values(LOOK_UPS)]));
      expectDepartures(answers, WIRE_DIFFERENCES, LOOK_UP_DIFFERENCES);
    });

    it('are seen to differ where they didn’t before', async () => {
      const id = messageWithUser(sandbox);
      const asked = async (change: (message: Record<string, unknown>) => unknown): Promise<readonly string[]> => {
        sandbox.faults.next(
          {},
          { kind: 'rewrite', with: ({ message, ...rest }) => ({ ...rest, message: change(message as Record<string, unknown>) }) },
        );
        return [...departuresOf([await new Asker(sandbox.url).ask(READS.message, { path: `/conversations/messages/${id}` })]).keys()];
      };
      const usual = await asked((message) => message);
      const added = async (change: (message: Record<string, unknown>) => unknown) =>
        (await asked(change)).filter((departure) => !usual.includes(departure));
      expect(await added((message) => ({ ...message, colour: 'red' }))).toEqual(['GetMessageResponseDto.colour is not published']);
      expect(await added(({ conversationId: _left, ...message }) => message)).toEqual(['GetMessageResponseDto.conversationId is missing']);
      expect(await added((message) => ({ ...message, dateAdded: 1 }))).toEqual(['GetMessageResponseDto.dateAdded is of type number']);
      expect(await added((message) => ({ ...message, userId: null }))).toEqual(['GetMessageResponseDto.userId is null']);
      expect(await added((message) => ({ ...message, direction: 'sideways' }))).toEqual(['GetMessageResponseDto.direction is "sideways"']);
      expect(await added((message) => [message])).toContain('GetMessageResponseDto.message is not published');
    });

    it('agree about the shape of messages where it is asked to keep to what is published', async () => {
      const published = await createSandbox({ messages: MESSAGES, rateLimit: false, messageShape: 'published' });
      const id = messageWithUser(published);
      const answer = await new Asker(published.url).ask(READS.message, { path: `/conversations/messages/${id}` });
      await published.close();
      expect([...departuresOf([answer]).keys()]).not.toContain('GET /conversations/messages/{id} is wrapped in message');
    });
  });

  describe('and our answers', () => {
    let stage: FaultStage;

    beforeAll(async () => {
      stage = await setFidelityStage(MESSAGES);
    });

    afterAll(() => stage.close());

    const askUs = async (): Promise<Answer[]> => {
      const asker = new Asker(stage.api.url);
      return [
        ...(await askReads(asker, stage.sandbox.world, MAIN_LOCATION_ID)),
        ...(await askWrongly(asker, MAIN_LOCATION_ID, OTHER_LOCATION_ID)),
        await refusedByUpstream(stage),
      ];
    };

    it('differ in what is listed and in the users that are filled in, while nothing is stored', async () => {
      expectDepartures(await askUs(), WIRE_DIFFERENCES, OUR_ADDITIONS);
    });

    it('differ in the same once they come out of the store', async () => {
      const types = 'TYPE_CALL,TYPE_SMS,TYPE_EMAIL';
      const { body } = await stage.api.get(`/messages/search?locationId=${MAIN_LOCATION_ID}&type=${types}`);
      expect(body.complete).toBe(true);
      const exported = await stage.api.get(`/conversations/messages/export?locationId=${MAIN_LOCATION_ID}`);
      expect(exported.headers.get('x-served-by')).toBe('store');
      expectDepartures(await askUs(), WIRE_DIFFERENCES, OUR_ADDITIONS);
    });
  });
});

/** A 429 of ours: upstream refuses for longer than a call may take. */
async function refusedByUpstream({ sandbox, api }: FaultStage): Promise<Answer> {
  sandbox.faults.always({}, { kind: 'status', status: 429 });
  const path = `/conversations/search?locationId=${MAIN_LOCATION_ID}&limit=1`;
  const answer = await new Asker(api.url).ask(READS.searchConversations, { path });
  sandbox.faults.clear();
  return answer;
}

async function tooManyRequests(): Promise<Answer> {
  const sandbox = await createSandbox({ messages: 10, rateLimit: { max: 1, intervalMs: 10_000, daily: 200_000 } });
  const asker = new Asker(sandbox.url);
  const path = `/conversations/search?locationId=${MAIN_LOCATION_ID}`;
  await asker.ask(READS.searchConversations, { path });
  const answer = await asker.ask(READS.searchConversations, { path });
  await sandbox.close();
  return answer;
}

function messageWithUser({ world }: Sandbox): string {
  return world.messagesOf(MAIN_LOCATION_ID).find(({ userId, direction }) => userId !== undefined && direction !== undefined)?.id ?? '';
}
