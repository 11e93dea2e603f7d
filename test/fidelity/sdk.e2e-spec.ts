import { GHLError } from '@gohighlevel/api-client';
import { Match, MAIN_LOCATION_ID, OTHER_LOCATION_ID } from '../../apps/sandbox/src/create-sandbox';
import { FaultStage } from '../faults/stage.fixture';
import { comparable, filledIn, messagesOf } from './filled-in';
import { Bodies, createSdk, exportAll, messagesById, messagesOfConversation, Sdk, searchAll } from './sdk.fixture';
import { setFidelityStage } from './stage';

const locationId = MAIN_LOCATION_ID;
/** Enough for every irregularity that the sandbox makes. */
const MESSAGES = 600;

/** Lists of an export; the dates leave out some at both ends. */
const EXPORTS = {
  'as it comes': {},
  'by update, oldest first': { sortBy: 'updatedAt', sortOrder: 'asc', limit: 70 },
  'by update, newest first': { sortBy: 'updatedAt', sortOrder: 'desc', limit: 500 },
  'of calls': { channel: 'Call' },
  'of SMS, oldest first': { channel: 'SMS', sortOrder: 'asc' },
  'of e-mails': { channel: 'Email' },
  'added between two dates': { startDate: '2025-03-20T00:00:00.000Z', endDate: String(Date.parse('2025-05-20T00:00:00.000Z')) },
  'updated between two dates': { sortBy: 'updatedAt', startDate: '2025-03-20T00:00:00.000Z', endDate: '2025-05-20T00:00:00.000Z' },
} as const;

describe('the vendor’s own client', () => {
  let stage: FaultStage;

  beforeEach(async () => {
    stage = await setFidelityStage(MESSAGES);
  });

  afterEach(() => stage.close());

  const messageIds = (): string[] => stage.sandbox.world.messagesOf(locationId).map(({ id }) => id);
  /** Enough of them to meet every kind; all are in the lists. */
  const everyThirdId = () => messageIds().filter((_id, index) => index % 3 === 0);
  const conversations = () => [...stage.sandbox.world.conversations.values()].filter((one) => one.locationId === locationId);
  const busiest = () => {
    const counts = new Map<string, number>();
    for (const { conversationId } of stage.sandbox.world.messagesOf(locationId))
      counts.set(conversationId, (counts.get(conversationId) ?? 0) + 1);
    const [[id] = ['']] = [...counts].sort(([, a], [, b]) => b - a);
    return id;
  };

  /** The same question to both; ours must be theirs, with users filled in. */
  const expectSame = async (ask: (sdk: Sdk) => Promise<Bodies>, ours: Sdk): Promise<Bodies> => {
    const { sandbox } = stage;
    const theirs = await ask(createSdk(sandbox.url));
    const answers = await ask(ours);
    expect(answers.map(comparable)).toEqual(theirs.map((body) => filledIn(body, sandbox.world)));
    return answers;
  };

  const expectSameOfEverything = async (ours: Sdk): Promise<void> => {
    await expectSame((sdk) => searchAll(sdk, { locationId }), ours);
    await expectSame((sdk) => searchAll(sdk, { locationId, sort: 'asc', limit: 100, status: 'unread' }), ours);
    for (const { id: conversationId } of conversations()) await expectSame((sdk) => messagesOfConversation(sdk, { conversationId }), ours);
    const conversationId = busiest();
    await expectSame((sdk) => messagesOfConversation(sdk, { conversationId, limit: 3, type: 'TYPE_CALL,TYPE_SMS' }), ours);
    const exported = new Set<unknown>();
    for (const parameters of Object.values(EXPORTS)) {
      const answers = await expectSame((sdk) => exportAll(sdk, { locationId, ...parameters }), ours);
      for (const { id } of answers.flatMap(messagesOf)) exported.add(id);
    }
    expect(exported).toEqual(new Set(messageIds()));
    const { contactId } = stage.sandbox.world.conversations.get(conversationId) ?? { contactId: '' };
    await expectSame((sdk) => exportAll(sdk, { locationId, conversationId, limit: 10 }), ours);
    await expectSame((sdk) => exportAll(sdk, { locationId, contactId }), ours);
    await expectSame((sdk) => messagesById(sdk, everyThirdId()), ours);
  };

  it('reads the same from us as from upstream, with users filled in, while nothing is stored', async () => {
    const ours = createSdk(stage.api.url);
    await expectSameOfEverything(ours);
    expect(ours.servedBy).toContain('upstream');
    expect(ours.servedBy).not.toContain('store');
  });

  it('reads the same out of the store, without asking upstream', async () => {
    const types = 'TYPE_CALL,TYPE_SMS,TYPE_EMAIL';
    const { status, body } = await stage.api.get(`/messages/search?locationId=${locationId}&type=${types}`);
    expect([status, body.complete]).toEqual([200, true]);
    await expectSameOfEverything(createSdk(stage.api.url));

    stage.sandbox.clearRequests();
    const ours = createSdk(stage.api.url);
    await exportAll(ours, { locationId });
    await exportAll(ours, { locationId, ...EXPORTS['by update, oldest first'] });
    await messagesOfConversation(ours, { conversationId: busiest() });
    await messagesById(ours, everyThirdId());
    expect(new Set(ours.servedBy)).toEqual(new Set(['store']));
    expect(stage.sandbox.requests).toEqual([]);
  });

  const READS: readonly (readonly [string, Match, (sdk: Sdk) => Promise<Bodies>])[] = [
    ['searchConversation', { path: /search$/ }, (sdk) => searchAll(sdk, { locationId, limit: 100 })],
    ['getMessages', { path: /[^/]{20}\/messages$/ }, (sdk) => messagesOfConversation(sdk, { conversationId: busiest() })],
    ['exportMessagesByLocation', { path: /export$/ }, (sdk) => exportAll(sdk, { locationId, conversationId: busiest() })],
    ['getMessage', { path: /messages\/[^/]{20}$/ }, (sdk) => messagesById(sdk, messageIds().slice(0, 1))],
  ];

  it.each(READS)('sees no 429 of upstream’s through us, which it has to sit out by itself without us: %s', async (_name, match, ask) => {
    const { sandbox, api } = stage;
    const refuse = () => sandbox.faults.next(match, { kind: 'status', status: 429 });
    refuse();
    await expect(ask(createSdk(sandbox.url, { rateLimitRetry: false }))).rejects.toMatchObject({ code: 'RATE_LIMIT', statusCode: 429 });
    refuse();
    const theirs = await ask(createSdk(sandbox.url));
    refuse();
    const ours = await ask(createSdk(api.url, { rateLimitRetry: false }));
    expect(ours.map(comparable)).toEqual(theirs.map((body) => filledIn(body, sandbox.world)));
    expect(sandbox.requests.filter(({ status }) => status === 429)).toHaveLength(3);
  });

  const FOREIGN: readonly ((sdk: Sdk) => Promise<unknown>)[] = [
    ({ conversations: reads }) => reads.getMessage({ id: 'nope' }),
    ({ conversations: reads }) => reads.getMessages({ conversationId: 'nope' }),
    ({ conversations: reads }) => reads.searchConversation({ locationId: OTHER_LOCATION_ID }),
    ({ conversations: reads }) => reads.exportMessagesByLocation({ locationId: OTHER_LOCATION_ID }),
  ];
  const MISTAKEN: readonly ((sdk: Sdk) => Promise<unknown>)[] = [
    ({ conversations: reads }) => reads.searchConversation({ locationId, limit: 101 }),
    ({ conversations: reads }) => reads.getMessages({ conversationId: busiest(), limit: 101 }),
    ({ conversations: reads }) => reads.exportMessagesByLocation({ locationId, limit: 9 }),
    ({ conversations: reads }) => reads.exportMessagesByLocation({ locationId, sortBy: 'size' }),
    ({ conversations: reads }) => reads.exportMessagesByLocation({ locationId, cursor: 'nonsense' }),
  ];

  it('gets the same kind of error from us as from upstream', async () => {
    for (const { url } of [stage.sandbox, stage.api]) {
      const errorsOf = (asks: readonly ((sdk: Sdk) => Promise<unknown>)[], token?: string) =>
        Promise.all(asks.map((ask) => errorOf(ask(createSdk(url, { token })))));
      expect(await errorsOf(FOREIGN)).toEqual(['404 NOT_FOUND', '404 NOT_FOUND', '403 FORBIDDEN', '403 FORBIDDEN']);
      expect(await errorsOf(FOREIGN, 'nobodys')).toEqual(FOREIGN.map(() => '401 AUTHENTICATION'));
      expect(await errorsOf(MISTAKEN)).toEqual(['422 VALIDATION', '422 VALIDATION', '422 VALIDATION', '422 VALIDATION', '400 VALIDATION']);
    }
  });
});

async function errorOf(answer: Promise<unknown>): Promise<string> {
  return answer.then(
    () => 'none',
    (error: unknown) => (error instanceof GHLError ? `${error.statusCode} ${error.code}` : String(error)),
  );
}
