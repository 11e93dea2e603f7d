import { createLeadConnectorClient, LeadConnectorClient } from '@app/leadconnector';
import fc from 'fast-check';
import { CLIENT_CALLS, ClientCall, CREDENTIAL } from './client-calls';
import { KNOWN_DEPARTURES } from './known-departures';
import { isSpecAtHand, PublishedRequests, SentRequest } from './published-requests';
import { RecordingUpstream, startRecordingUpstream } from './recording-upstream';

const whereSpecIsAtHand = isSpecAtHand ? describe : describe.skip;

whereSpecIsAtHand('what our client sends, by the published description', () => {
  const known = new Set(KNOWN_DEPARTURES.flatMap(({ departures }) => departures));
  const seen = new Set<string>();
  let published: PublishedRequests;
  let upstream: RecordingUpstream;
  let client: LeadConnectorClient;

  beforeAll(async () => {
    published = new PublishedRequests();
    upstream = await startRecordingUpstream();
    client = createLeadConnectorClient({ baseUrl: upstream.url, rateLimit: { max: 1_000_000, intervalMs: 1_000 } });
  });

  afterAll(async () => {
    client.close();
    await upstream.close();
  });

  const sentBy = async (call: ClientCall, parameters: object): Promise<SentRequest> => {
    await expect(call.send(client, parameters)).rejects.toMatchObject({ code: 'not-found' });
    const [request, ...more] = upstream.take();
    expect(more).toEqual([]);
    return request as SentRequest;
  };
  const nameAndCall = CLIENT_CALLS.map((call) => [call.operation, call] as const);

  it.each(nameAndCall)('%s: no parameter, header or value that is not known', async (operation, call) => {
    await fc.assert(
      fc.asyncProperty(call.some, async (parameters) => {
        const departures = published.departuresOf(await sentBy(call, parameters));
        departures.forEach((departure) => seen.add(departure));
        expect(departures.filter((departure) => !known.has(departure))).toEqual([]);
        expect(departures.every((departure) => departure.startsWith(`${operation}:`))).toBe(true);
      }),
    );
  });

  it.each(nameAndCall)('%s: every value arrives as it was given, lists by commas', async (operation, call) => {
    const inPath = [...operation.matchAll(/\{(\w+)\}/g)].length > 0;
    await fc.assert(
      fc.asyncProperty(call.some, async (parameters) => {
        const { target, body } = await sentBy(call, parameters);
        const { pathname, searchParams } = new URL(target, upstream.url);
        const { id, conversationId, ...rest } = parameters as Record<string, unknown>;
        const place = inPath ? (conversationId ?? id) : undefined;
        if (inPath) expect(pathname.split('/').map(decodeURIComponent)).toContain(place);
        const given = inPath ? rest : { ...parameters, locationId: CREDENTIAL.locationId };
        const asText = Object.entries(given).map(([name, value]) => [name, String(value)]);
        if (operation.startsWith('POST')) expect(body).toEqual(JSON.parse(JSON.stringify(given)));
        else expect(Object.fromEntries(searchParams)).toEqual(Object.fromEntries(asText));
      }),
    );
  });

  it.each(nameAndCall.filter(([operation]) => operation.startsWith('GET')))(
    '%s: offers every published parameter',
    async (operation, call) => {
      const [parameters = {}] = fc.sample(call.all, 1);
      const { target } = await sentBy(call, parameters);
      const offered = [...new URL(target, upstream.url).searchParams.keys()].sort();
      expect(offered).toEqual(
        published
          .queryOf(operation)
          .map(({ name }) => name)
          .sort(),
      );
    },
  );

  it('departs from the description in no way that is listed and does not occur', () => {
    expect([...known].filter((departure) => !seen.has(departure))).toEqual([]);
  });
});
