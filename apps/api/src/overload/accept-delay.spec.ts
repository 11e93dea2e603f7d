import { once } from 'node:events';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { AcceptDelay } from './accept-delay';

function beBusyFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
}

interface Held {
  readonly end: () => void;
  readonly ended: Promise<unknown>;
}

describe.each(['127.0.0.1', '0.0.0.0', '::'])('how long new connections wait, of a server at %s', (host) => {
  let server: Server;
  let delay: AcceptDelay;

  beforeEach(async () => {
    server = createServer((_request, response) => response.end('served'));
    delay = new AcceptDelay(server);
    server.listen(0, host);
    await once(server, 'listening');
  });
  afterEach(async () => {
    delay.stop();
    if (!server.listening) return;
    server.close();
    await once(server, 'close');
  });

  const origin = (): string => `http://${host === '127.0.0.1' ? host : 'localhost'}:${(server.address() as AddressInfo).port}`;
  const ask = async (): Promise<string> => (await fetch(origin(), { headers: { connection: 'close' } })).text();

  /** One that is being answered until it is told to end. */
  const hold = async (): Promise<Held> => {
    server.removeAllListeners('request');
    delay = new AcceptDelay(server);
    const asked = once(server, 'request') as Promise<[IncomingMessage, ServerResponse]>;
    const ended = ask();
    const [, response] = await asked;
    return { end: () => response.end(), ended };
  };

  it('is what it takes the process to get to them', async () => {
    await ask();
    delay.try();
    // The try itself is made before anything else happens.
    await Promise.resolve();
    beBusyFor(80);
    expect(delay.ms).toBeGreaterThanOrEqual(80);
    await once(server, 'connection');
    expect(delay.ms).toBeGreaterThanOrEqual(80);
  });

  it('takes no other connection for its own, and leaves none open', async () => {
    for (let time = 0; time < 5; time += 1) {
      delay.try();
      expect(await ask()).toBe('served');
    }
    delay.stop();
    while ((await new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)))) > 0);
  });

  it('is measured while something is asked, and not when nothing was since', async () => {
    const connections = jest.fn();
    server.on('connection', connections);
    delay.try();
    expect(await ask()).toBe('served');
    expect(connections).toHaveBeenCalledTimes(1);
    delay.try();
    await once(server, 'connection');
    expect(connections).toHaveBeenCalledTimes(2);
    delay.try();
    expect(await ask()).toBe('served');
    expect(connections).toHaveBeenCalledTimes(3);
  });

  it('is measured again and again while one request is in flight, and then is none', async () => {
    const { end, ended } = await hold();
    for (let time = 0; time < 3; time += 1) {
      delay.try();
      await once(server, 'connection');
      expect(delay.ms).toBeGreaterThan(0);
    }
    end();
    await ended;
    delay.try();
    expect(delay.ms).toBe(0);
  });

  it('is none of a server that does not listen', async () => {
    await ask();
    server.close();
    await once(server, 'close');
    delay.try();
    expect(delay.ms).toBe(0);
  });
});
