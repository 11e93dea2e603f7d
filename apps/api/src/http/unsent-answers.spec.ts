import { once } from 'node:events';
import { createServer, Server } from 'node:http';
import { AddressInfo, connect, Socket } from 'node:net';
import { boundUnsentAnswers } from './unsent-answers';

const MIB = 1024 * 1024;

describe('answers that nobody fetches', () => {
  let server: Server;
  const clients: Socket[] = [];

  beforeEach(async () => {
    server = createServer((request, response) => response.end(Buffer.alloc(Number(request.url?.slice(1)) * MIB)));
    boundUnsentAnswers(server, 64 * MIB, 20);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    clients.splice(0).forEach((client) => client.destroy());
    server.close();
    await once(server, 'close');
  });

  /** Asks for so many MiB and takes nothing. */
  const ask = async (mebibytes: number): Promise<Socket> => {
    const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
    clients.push(client.on('error', () => undefined));
    await once(client, 'connect');
    client.write(`GET /${mebibytes} HTTP/1.1\r\nHost: x\r\n\r\n`);
    return client;
  };

  it('take no more memory than there is for them: who has most of it is cut off, and others are not', async () => {
    const served: Socket[] = [];
    server.on('connection', (socket: Socket) => served.push(socket));
    await ask(8);
    await ask(80);
    await ask(16);
    while (served.length < 3) await once(server, 'connection');
    await once(served[1] as Socket, 'close');
    expect([served[0]?.destroyed, served[2]?.destroyed]).toEqual([false, false]);
  });
});
