import { once } from 'node:events';
import { AddressInfo, connect, createServer, Socket } from 'node:net';

/** Stands before a server, and can hang or be gone in its place. */
export interface TcpProxy {
  /** The URL that was given, by way of the proxy. */
  readonly url: string;
  /** How often something arrived since the last change of what it does. */
  readonly arrivals: number;
  /** Takes everything, and passes nothing on: connections stay, new ones are taken. */
  hang(): void;
  /** Cuts every connection, and every new one at once. */
  cut(): void;
  /** Does its work again, for new connections and for those that were not cut; what came meanwhile is lost. */
  pass(): void;
  close(): Promise<void>;
}

/** Without a target nothing is ever answered. */
export async function startTcpProxy(target: string | undefined, mode: 'pass' | 'hang' = 'pass'): Promise<TcpProxy> {
  let doing: 'pass' | 'hang' | 'cut' = mode;
  let arrivals = 0;
  const sockets = new Set<Socket>();
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const change = (to: typeof doing): void => {
    doing = to;
    arrivals = 0;
  };
  const url = new URL(target ?? 'redis://127.0.0.1');
  const server = createServer((client) => {
    track(client);
    if (doing === 'cut') return client.destroy();
    const upstream = target === undefined ? undefined : track(connect(Number(url.port || 6379), url.hostname));
    client.on('data', (chunk) => {
      arrivals += 1;
      if (doing === 'pass') upstream?.write(chunk);
    });
    upstream?.on('data', (chunk) => doing === 'pass' && client.write(chunk));
    client.on('close', () => upstream?.destroy());
    upstream?.on('close', () => client.destroy());
    return undefined;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const own = new URL(url);
  own.hostname = '127.0.0.1';
  own.port = String((server.address() as AddressInfo).port);
  return {
    url: own.toString(),
    get arrivals() {
      return arrivals;
    },
    hang: () => change('hang'),
    pass: () => change('pass'),
    cut: () => {
      change('cut');
      for (const socket of sockets) socket.destroy();
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
