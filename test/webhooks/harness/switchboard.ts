import { once } from 'node:events';
import { AddressInfo, connect, createServer, Socket } from 'node:net';

/** A fixed port before a server that dies and comes back on another one: while it's away, connections wait, as at a load balancer. */
export interface Switchboard {
  readonly port: number;
  /** From now on connections go to this port of the loopback. */
  connectTo(port: number): void;
  /** Nothing is there for the time being. */
  disconnect(): void;
  close(): void;
}

export async function startSwitchboard(): Promise<Switchboard> {
  let target: number | null = null;
  let waiting: (() => void)[] = [];
  const sockets = new Set<Socket>();
  const track = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    track(client).pause();
    const join = (): void => {
      if (target === null) return void waiting.push(join);
      const upstream = track(connect(target, '127.0.0.1'));
      upstream.once('connect', () => client.pipe(upstream).pipe(client));
      // What was under way is lost with the server, as it would be.
      upstream.once('close', () => client.destroy());
      client.once('close', () => upstream.destroy());
    };
    join();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connectTo: (port) => {
      target = port;
      for (const join of waiting.splice(0)) join();
    },
    disconnect: () => (target = null),
    close: () => {
      waiting = [];
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
