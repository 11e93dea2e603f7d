import { connect, Socket } from 'node:net';

/** `headers` and `body` send their request a byte at a time and never to its end; `reads` sends it at once and takes its answer a byte at a time. */
export type Slowness = 'headers' | 'body' | 'reads';

export interface SlowClientsOptions {
  readonly url: string;
  /** How many of each. */
  readonly each: Readonly<Record<Slowness, number>>;
  /** What is asked for. */
  readonly path: string;
  readonly token: string;
  readonly byteEveryMs: number;
}

/** What has become of one of them. */
export interface SlowClient {
  readonly slowness: Slowness;
  readonly beganAt: number;
  /** When its connection ended; null as long as it hasn't. */
  cutAt: number | null;
  /** What it was told, so far. */
  received: string;
}

export interface SlowClients {
  readonly all: readonly SlowClient[];
  /** Resolves when each of those that send is cut off. */
  readonly sendersCut: Promise<void>;
  /** Those that are left end themselves. */
  stop(): void;
}

const MOST_KEPT = 300;
const LONG = '9'.repeat(60_000);

/** Callers as slow as they can be, all at once, each on a connection of its own. */
export function startSlowClients({ url, each, path, token, byteEveryMs }: SlowClientsOptions): SlowClients {
  const { hostname, port } = new URL(url);
  const head = `Host: ${hostname}\r\nAuthorization: Bearer ${token}\r\n`;
  const texts: Record<Slowness, { readonly atOnce: string; readonly bytewise: string }> = {
    headers: { atOnce: `GET ${path} HTTP/1.1\r\n${head}`, bytewise: `X-Long: ${LONG}` },
    body: {
      atOnce: `POST /messages/search HTTP/1.1\r\n${head}Content-Type: application/json\r\nContent-Length: ${LONG.length}\r\n\r\n`,
      bytewise: LONG,
    },
    reads: { atOnce: `GET ${path} HTTP/1.1\r\n${head}\r\n`, bytewise: '' },
  };
  const opened = (Object.keys(texts) as Slowness[]).flatMap((slowness) =>
    Array.from({ length: each[slowness] }, () => open(slowness, { host: hostname, port: Number(port) }, texts[slowness], byteEveryMs)),
  );
  const senders = opened.filter(({ client }) => client.slowness !== 'reads');
  return {
    all: opened.map(({ client }) => client),
    sendersCut: Promise.all(senders.map(({ closed }) => closed)).then(() => undefined),
    stop: () => opened.forEach(({ socket }) => socket.destroy()),
  };
}

function open(
  slowness: Slowness,
  to: { readonly host: string; readonly port: number },
  { atOnce, bytewise }: { readonly atOnce: string; readonly bytewise: string },
  byteEveryMs: number,
): { client: SlowClient; socket: Socket; closed: Promise<void> } {
  const client: SlowClient = { slowness, beganAt: performance.now(), cutAt: null, received: '' };
  const take = (bytes: number, buffer: Uint8Array): boolean => {
    if (client.received.length < MOST_KEPT) client.received += Buffer.from(buffer.subarray(0, bytes)).toString('latin1');
    // False: no more for now.
    return slowness !== 'reads';
  };
  const socket = connect({ ...to, onread: { buffer: Buffer.alloc(slowness === 'reads' ? 1 : 1_024), callback: take } });
  socket.write(atOnce);
  let sent = 0;
  const timer = setInterval(() => {
    if (slowness === 'reads') socket.resume();
    else socket.write(bytewise.charAt(sent++));
  }, byteEveryMs);
  const closed = new Promise<void>((resolve) => {
    socket
      .on('error', () => undefined)
      .once('close', () => {
        clearInterval(timer);
        client.cutAt = performance.now();
        resolve();
      });
  });
  return { client, socket, closed };
}
