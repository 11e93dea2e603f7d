import { HighLevel } from '@gohighlevel/api-client';
import { MAIN_TOKEN } from '../../apps/sandbox/src/create-sandbox';

/** The vendor's own client of one server, as far as it is used here. Its types have the published shapes; what it answers is what came. */
export interface Sdk {
  readonly conversations: HighLevel['conversations'];
  /** The `X-Served-By` of each answer so far. */
  readonly servedBy: readonly unknown[];
}

/** @param rateLimitRetry whether it tries again after a 429, as it does when told to, but without the ten seconds' wait */
export function createSdk(baseUrl: string, { rateLimitRetry = true, token = MAIN_TOKEN } = {}): Sdk {
  const client = new HighLevel({
    privateIntegrationToken: token,
    rateLimitRetry: rateLimitRetry && { maxRetries: 3, maxDelayMs: 1 },
    logLevel: 'none',
  });
  client.getHttpClient().defaults.baseURL = baseUrl;
  const servedBy: unknown[] = [];
  client.addResponseInterceptor({
    onFulfilled: (response) => {
      servedBy.push(response.headers['x-served-by']);
      return response;
    },
  });
  return { conversations: client.conversations, servedBy };
}

/** A body as it came. */
export type Body = Readonly<Record<string, unknown>>;
/** The bodies of a list's pages. */
export type Bodies = readonly Body[];

type SearchParameters = Omit<Parameters<HighLevel['conversations']['searchConversation']>[0], 'startAfterDate'>;
type MessagesParameters = Omit<Parameters<HighLevel['conversations']['getMessages']>[0], 'lastMessageId'>;
type ExportParameters = Omit<Parameters<HighLevel['conversations']['exportMessagesByLocation']>[0], 'cursor'>;

/** Page by page with `startAfterDate`, until one is empty. */
export function searchAll({ conversations }: Sdk, parameters: SearchParameters): Promise<Bodies> {
  return pagesOf<number>(
    (startAfterDate) => conversations.searchConversation({ ...parameters, startAfterDate }),
    (page) => (page.conversations as { readonly lastMessageDate: number }[]).at(-1)?.lastMessageDate,
  );
}

/** Page by page with `lastMessageId`, until there is no next one. */
export function messagesOfConversation({ conversations }: Sdk, parameters: MessagesParameters): Promise<Bodies> {
  return pagesOf<string>(
    (lastMessageId) => conversations.getMessages({ ...parameters, lastMessageId }),
    ({ messages }) => {
      const { nextPage, lastMessageId } = messages as { readonly nextPage: boolean; readonly lastMessageId: string };
      return nextPage ? lastMessageId : undefined;
    },
  );
}

/** Page by page with `cursor`, until there is none. */
export function exportAll({ conversations }: Sdk, parameters: ExportParameters): Promise<Bodies> {
  return pagesOf<string>(
    (cursor) => conversations.exportMessagesByLocation({ ...parameters, cursor }),
    ({ nextCursor }) => (nextCursor as string | null) ?? undefined,
  );
}

export async function messagesById({ conversations }: Sdk, ids: readonly string[]): Promise<Bodies> {
  const bodies: Body[] = [];
  for (const id of ids) bodies.push({ ...(await conversations.getMessage({ id })) });
  return bodies;
}

async function pagesOf<Place>(ask: (place?: Place) => Promise<object>, placeAfter: (page: Body) => Place | undefined): Promise<Bodies> {
  const pages: Body[] = [];
  for (let place: Place | undefined; ;) {
    const page: Body = { ...(await ask(place)) };
    pages.push(page);
    place = placeAfter(page);
    if (place === undefined) return pages;
  }
}
