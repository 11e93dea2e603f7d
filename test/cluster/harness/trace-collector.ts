import { once } from 'node:events';
import { createServer } from 'node:http';
import { AddressInfo } from 'node:net';

/** Takes what is sent as traces (OTLP over HTTP), and keeps it as it came. */
export interface TraceCollector {
  readonly url: string;
  text(): string;
  close(): void;
}

export async function startTraceCollector(): Promise<TraceCollector> {
  const chunks: Buffer[] = [];
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).once('end', () => response.end());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    // Texts stand in it as they are, in JSON as in protocol buffers.
    text: () => Buffer.concat(chunks).toString('latin1'),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
