import { once } from 'node:events';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { AcceptDelay } from './accept-delay';

function beBusyFor(milliseconds: number): void {
  const end = performance.now() + milliseconds;
  while (performance.now() < end);
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

  it('is what it takes the process to get to them', async () => {
    delay.try();
    // The try itself is made before anything else happens.
    await Promise.resolve();
    beBusyFor(80);
    expect(delay.ms).toBeGreaterThanOrEqual(80);
    await once(server, 'connection');
    expect(delay.ms).toBeGreaterThanOrEqual(80);
  });

  it('takes no other connection for its own, and leaves none open', async () => {
    const { port } = server.address() as AddressInfo;
    for (let time = 0; time < 5; time += 1) {
      delay.try();
      const answer = await fetch(`http://${host === '127.0.0.1' ? host : 'localhost'}:${port}`, { headers: { connection: 'close' } });
      expect(await answer.text()).toBe('served');
    }
    delay.stop();
    while ((await new Promise<number>((resolve) => server.getConnections((_error, count) => resolve(count)))) > 0);
  });

  it('is none of a server that does not listen', async () => {
    server.close();
    await once(server, 'close');
    delay.try();
    expect(delay.ms).toBe(0);
  });
});
