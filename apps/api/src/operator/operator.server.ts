import { Inject, Injectable, Logger, OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { once } from 'node:events';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { Environment } from '../config/environment';
import { ENVIRONMENT } from '../config/environment.token';
import { Metrics } from '../metrics/metrics';
import { METRICS } from '../metrics/metrics.token';

const TEXT = 'text/plain; charset=utf-8';

/** `GET /metrics` on a port of its own, which is not for callers; where OPERATOR_PORT is set. */
@Injectable()
export class OperatorServer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(OperatorServer.name);
  private server: Server | null = null;

  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    @Inject(METRICS) private readonly metrics: Metrics | null,
  ) {}

  /** Listens before the service does. @throws Error when the port is taken */
  async onApplicationBootstrap(): Promise<void> {
    const { metrics } = this;
    const { OPERATOR_PORT, HOST } = this.environment;
    if (!metrics) return;
    this.server = createServer((request, response) => void this.answer(metrics, request, response));
    this.server.listen(OPERATOR_PORT, HOST);
    await once(this.server, 'listening');
    this.logger.log(`Metrics on port ${this.port}`);
  }

  /** After the last request was answered: the end of them is to be seen, too. */
  async onApplicationShutdown(): Promise<void> {
    if (!this.server?.listening) return;
    const closed = once(this.server, 'close');
    this.server.close();
    this.server.closeAllConnections();
    await closed;
  }

  /** The one that it listens on; null when it doesn't. */
  get port(): number | null {
    return this.server?.listening ? (this.server.address() as AddressInfo).port : null;
  }

  private async answer(metrics: Metrics, { method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    const send = (status: number, type: string, text: string): void => {
      response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store' }).end(method === 'HEAD' ? undefined : text);
    };
    if (url?.split('?')[0] !== '/metrics') return send(404, TEXT, 'There is /metrics here, and nothing else.\n');
    if (method !== 'GET' && method !== 'HEAD') return send(405, TEXT, 'GET it.\n');
    try {
      send(200, metrics.contentType, await metrics.text());
    } catch (error) {
      this.logger.error(error);
      send(500, TEXT, 'The metrics can not be read.\n');
    }
  }
}
