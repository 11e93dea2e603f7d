import { createServer, IncomingMessage, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { once } from 'node:events';

/** A request as the server got it. */
export interface SeenRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Responder = (response: ServerResponse, request: SeenRequest) => void;

export interface HttpUpstream {
  readonly baseUrl: string;
  readonly seen: readonly SeenRequest[];
  /** Connections that were opened. */
  readonly connections: () => number;
  /** Resolves when the next request has been read and given to its responder. */
  readonly nextRequest: () => Promise<void>;
  /** The answers to come, in order; the last one answers all that follow. */
  readonly script: (...responders: readonly Responder[]) => void;
  readonly close: () => Promise<void>;
}

/** A real HTTP server on a free port that answers as a test tells it. */
export async function startHttpUpstream(): Promise<HttpUpstream> {
  const seen: SeenRequest[] = [];
  let responders: Responder[] = [];
  let connections = 0;
  let onRequest: (() => void)[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      seen.push(one);
      const responder = responders.length > 1 ? responders.shift() : responders[0];
      responder?.(response, one);
      onRequest.forEach((resolve) => resolve());
      onRequest = [];
    });
  });
  server.on('connection', () => connections++);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    connections: () => connections,
    nextRequest: () => new Promise((resolve) => onRequest.push(resolve)),
    script: (...given) => (responders = [...given]),
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Answers with JSON. */
export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Responder =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
