import { MAIN_TOKEN, World } from '../../apps/sandbox/src/create-sandbox';
import { LOOK_UPS, READS } from './operations';
import { Operation } from './published-spec';

/** An answer, with what was asked to get it. */
export interface Answer {
  readonly operation: Operation;
  readonly request: string;
  readonly status: number;
  readonly body: Record<string, unknown>;
}

interface Request {
  readonly path: string;
  readonly token?: string;
  /** Of a POST. */
  readonly body?: unknown;
}

type Page = Readonly<Record<string, unknown>>;

/** Asks one server, the sandbox or ours, as a client of upstream would. */
export class Asker {
  constructor(private readonly url: string) {}

  async ask(operation: Operation, { path, token = MAIN_TOKEN, body }: Request): Promise<Answer> {
    const headers = {
      authorization: `Bearer ${token}`,
      version: '2021-07-28',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const response = await fetch(this.url + path, {
      method: operation.method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const request = `${operation.method} ${path}`;
    return { operation, request, status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  /** The pages of a list; `next` tells the parameters of the one after a page, null after the last. */
  async pages(operation: Operation, path: string, next: (page: Page) => string | null): Promise<Answer[]> {
    const answers: Answer[] = [];
    for (let parameters: string | null = ''; parameters !== null;) {
      const answer = await this.ask(operation, { path: path + parameters });
      answers.push(answer);
      parameters = answer.status === 200 ? next(answer.body) : null;
    }
    return answers;
  }
}

/** Every page of a location's messages and conversations by the four reads; single messages, which are those of the lists, every fifth. */
export async function askReads(asker: Asker, world: World, locationId: string): Promise<Answer[]> {
  const answers: Answer[] = [];
  const location = `locationId=${locationId}`;
  const fifth = world.messagesOf(locationId).filter((_message, index) => index % 5 === 0);
  for (const { id } of fifth) answers.push(await asker.ask(READS.message, { path: `/conversations/messages/${id}` }));
  for (const { id } of conversationsOf(world, locationId))
    answers.push(...(await asker.pages(READS.conversationMessages, `/conversations/${id}/messages?limit=40`, nextMessages)));
  const [first] = conversationsOf(world, locationId);
  answers.push(await asker.ask(READS.conversationMessages, { path: `/conversations/${first?.id}/messages?type=TYPE_OF_NOTHING` }));
  for (const parameters of ['', '&sort=asc&limit=100'])
    answers.push(...(await asker.pages(READS.searchConversations, `/conversations/search?${location}${parameters}`, nextConversations)));
  for (const parameters of ['', '&sortBy=updatedAt&sortOrder=asc&limit=50', '&channel=Email', '&channel=Call'])
    answers.push(...(await asker.pages(READS.exportMessages, `/conversations/messages/export?${location}${parameters}`, nextExported)));
  return answers;
}

/** Every contact, user and conversation of a location by what the service looks them up with. */
export async function askLookUps(asker: Asker, world: World, locationId: string): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const { id } of conversationsOf(world, locationId))
    answers.push(await asker.ask(LOOK_UPS.conversation, { path: `/conversations/${id}` }));
  for (const { id, locationId: owner } of world.contacts.values())
    if (owner === locationId) answers.push(await asker.ask(LOOK_UPS.contact, { path: `/contacts/${id}` }));
  for (const id of world.users.keys()) answers.push(await asker.ask(LOOK_UPS.user, { path: `/users/${id}` }));
  answers.push(await asker.ask(LOOK_UPS.users, { path: `/users/?locationId=${locationId}` }));
  answers.push(await asker.ask(LOOK_UPS.searchContacts, { path: '/contacts/search', body: { locationId, pageLimit: 500 } }));
  return answers;
}

/** What each kind of mistake is answered: a dead cursor, an unknown token, a foreign location, what doesn't exist, bad parameters. */
export async function askWrongly(asker: Asker, locationId: string, foreignLocationId: string): Promise<Answer[]> {
  const exported = (parameters: string, token?: string) =>
    asker.ask(READS.exportMessages, { path: `/conversations/messages/export?${parameters}`, token });
  return [
    await exported(`locationId=${locationId}&cursor=nonsense`),
    await exported(`locationId=${locationId}`, 'nobodys'),
    await exported(`locationId=${foreignLocationId}`),
    await exported(`locationId=${locationId}&limit=5&sortBy=size`),
    await exported(''),
    await asker.ask(READS.searchConversations, { path: `/conversations/search?locationId=${foreignLocationId}` }),
    await asker.ask(READS.searchConversations, { path: `/conversations/search?locationId=${locationId}&limit=many` }),
    await asker.ask(READS.message, { path: '/conversations/messages/nope' }),
    await asker.ask(READS.conversationMessages, { path: '/conversations/nope/messages' }),
    await asker.ask(READS.conversationMessages, { path: '/conversations/nope/messages?limit=0' }),
  ];
}

function conversationsOf(world: World, locationId: string) {
  return [...world.conversations.values()].filter((conversation) => conversation.locationId === locationId);
}

function nextMessages({ messages }: Page): string | null {
  const { lastMessageId, nextPage } = messages as { lastMessageId: string; nextPage: boolean };
  return nextPage ? `&lastMessageId=${lastMessageId}` : null;
}

function nextConversations({ conversations }: Page): string | null {
  const last = (conversations as { lastMessageDate: number }[]).at(-1);
  return last ? `&startAfterDate=${last.lastMessageDate}` : null;
}

function nextExported({ nextCursor }: Page): string | null {
  return typeof nextCursor === 'string' ? `&cursor=${encodeURIComponent(nextCursor)}` : null;
}
