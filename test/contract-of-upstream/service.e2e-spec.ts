import { setStage, Stage } from '../e2e/truth.stage';
import { KNOWN_DEPARTURES } from './known-departures';
import { isSpecAtHand, PublishedRequests } from './published-requests';

const whereSpecIsAtHand = isSpecAtHand ? describe : describe.skip;
const NO_CACHE = { headers: { 'cache-control': 'no-cache' } };

whereSpecIsAtHand('what the whole service sends, by the published description', () => {
  const known = new Set(KNOWN_DEPARTURES.flatMap(({ departures }) => departures));
  let stage: Stage;

  beforeAll(async () => {
    stage = await setStage({ messages: 700 });
  });

  afterAll(() => stage.close());

  /** What upstream was asked meanwhile, and how it departs from the description. */
  const sentWhile = async (paths: readonly string[]): Promise<{ asked: readonly string[]; departures: readonly string[] }> => {
    const before = stage.sandbox.requests.length;
    for (const path of paths) expect({ path, status: (await stage.api.get(path, NO_CACHE)).status }).toEqual({ path, status: 200 });
    const requests = stage.sandbox.requests.slice(before);
    const published = new PublishedRequests();
    const departures = requests.flatMap(({ method, path, query, body }) =>
      published.departuresOf({ method, target: `${path}?${new URLSearchParams(query).toString()}`, body: body ?? undefined }),
    );
    return { asked: [...new Set(requests.map(({ path }) => path))], departures: departures.filter((departure) => !known.has(departure)) };
  };

  it('is known when it searches, walks, and looks contacts and conversations up', async () => {
    const { asked, departures } = await sentWhile([
      `/messages/search?locationId=${stage.locationId}&type=TYPE_CALL,TYPE_SMS,TYPE_EMAIL&includeContact=true`,
    ]);
    expect(asked).toEqual(expect.arrayContaining(['/conversations/messages/export', '/conversations/search', '/contacts/search']));
    expect(departures).toEqual([]);
  });

  it("is known when it passes upstream's own reads through", async () => {
    const { locationId, sandbox } = stage;
    const [{ id = '', conversationId = '', contactId = '' } = {}] = sandbox.world.messagesOf(locationId);
    const { asked, departures } = await sentWhile([
      `/conversations/search?locationId=${locationId}&limit=5&sort=asc&sortBy=last_message_date&status=all&query=a&assignedTo=unassigned`,
      `/conversations/search?locationId=${locationId}&contactId=${contactId}&lastMessageType=TYPE_OF_TOMORROW&startAfterDate=1700000000000`,
      `/conversations/messages/export?locationId=${locationId}&limit=10&sortBy=updatedAt&sortOrder=asc&channel=SMS&endDate=2025-06-01`,
      `/conversations/messages/export?locationId=${locationId}&conversationId=${conversationId}&contactId=${contactId}&startDate=1`,
      `/conversations/messages/${id}`,
      `/conversations/${conversationId}/messages?limit=1&type=TYPE_CALL,TYPE_OF_TOMORROW&lastMessageId=${id}`,
    ]);
    expect(asked).toEqual(expect.arrayContaining([`/conversations/messages/${id}`, `/conversations/${conversationId}/messages`]));
    expect(departures).toEqual([]);
  });
});
