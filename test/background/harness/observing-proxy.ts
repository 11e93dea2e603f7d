import { once } from 'node:events';
import { createServer, IncomingMessage, request, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';

/** A page of messages that upstream gave away. */
export interface SeenPage {
  /** Whether it's the first of a list from now: what a tail walk asks for. */
  readonly isFromNow: boolean;
  /** Whether all its rows share one date of update: within one, upstream offers no place to begin. */
  readonly isOfOneDate: boolean;
  /** Each row's id and date of update. */
  readonly versions: readonly string[];
}

/** Stands between a sync process and the sandbox, and sees which pages of messages are given away. */
export interface ObservingProxy {
  readonly url: string;
  /** When something was last asked for, by `performance.now()`. */
  readonly askedAt: number;
  /** Called for each page, before it is passed on. */
  onPage: (page: SeenPage) => void;
  close(): Promise<void>;
}

const EXPORT = '/conversations/messages/export';

export async function startObservingProxy(target: string): Promise<ObservingProxy> {
  const proxy = { url: '', askedAt: 0, onPage: (_: SeenPage): void => undefined };
  const server = createServer((incoming, outgoing) => {
    proxy.askedAt = performance.now();
    forward(target, incoming, outgoing, (body) => {
      const page = pageOf(incoming.url ?? '', body);
      if (page) proxy.onPage(page);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(proxy, {
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

function forward(target: string, incoming: IncomingMessage, outgoing: ServerResponse, onBody: (body: Buffer) => void): void {
  const asked = request(`${target}${incoming.url ?? ''}`, {
    method: incoming.method,
    headers: { ...incoming.headers, host: new URL(target).host, 'accept-encoding': 'identity' },
  });
  asked.on('response', (answer) => {
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.on('end', () => {
      const body = Buffer.concat(chunks);
      if (answer.statusCode === 200) onBody(body);
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      outgoing.end(body);
    });
    answer.on('error', () => outgoing.destroy());
  });
  // A connection that the sandbox resets is reset here too.
  asked.on('error', () => outgoing.destroy());
  outgoing.on('error', () => asked.destroy());
  incoming.pipe(asked);
}

function pageOf(path: string, body: Buffer): SeenPage | null {
  const url = new URL(path, 'http://sandbox');
  if (url.pathname !== EXPORT || url.searchParams.get('sortBy') !== 'updatedAt') return null;
  const { messages } = JSON.parse(body.toString()) as { messages: readonly { id: string; dateUpdated?: string; dateAdded: string }[] };
  const dates = messages.map(({ dateUpdated, dateAdded }) => dateUpdated ?? dateAdded);
  return {
    isFromNow: !url.searchParams.has('endDate') && !url.searchParams.has('cursor'),
    isOfOneDate: new Set(dates).size === 1,
    versions: messages.map(({ id }, index) => `${id} ${dates[index]}`),
  };
}
