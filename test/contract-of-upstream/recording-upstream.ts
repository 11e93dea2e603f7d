import { once } from 'node:events';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';
import { SentRequest } from './published-requests';

/** An upstream that knows nothing and answers 404, which no client repeats: what counts is what it was asked. */
export interface RecordingUpstream {
  readonly url: string;
  /** The requests since it was last asked for them. */
  take(): readonly SentRequest[];
  close(): Promise<void>;
}

export async function startRecordingUpstream(): Promise<RecordingUpstream> {
  const requests: SentRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: target = '', headers } = request;
      const text = Buffer.concat(chunks).toString();
      requests.push({ method, target, headers, body: text === '' ? undefined : (JSON.parse(text) as unknown) });
      response.writeHead(404, { 'content-type': 'application/json' }).end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take: () => requests.splice(0),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
