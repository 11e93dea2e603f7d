import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { AddressInfo } from 'node:net';

/** What passed on its way to upstream. */
export interface PassedRequest {
  readonly path: string;
  readonly traceparent: string | null;
}

/** Stands between the API and upstream, and looks at what the sandbox doesn't: headers. */
export interface UpstreamProxy {
  readonly url: string;
  readonly passed: readonly PassedRequest[];
  close(): Promise<void>;
}

export async function startUpstreamProxy(upstreamUrl: string): Promise<UpstreamProxy> {
  const passed: PassedRequest[] = [];
  const server = createServer((incoming, response) => {
    const { method, headers, url = '' } = incoming;
    const { traceparent } = headers;
    passed.push({ path: url.split('?')[0] ?? '', traceparent: typeof traceparent === 'string' ? traceparent : null });
    const outgoing = request(upstreamUrl + url, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(outgoing.on('error', () => response.destroy()));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    passed,
    close: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}
