import { IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo, connect, Socket } from 'node:net';
import { performance } from 'node:perf_hooks';

/**
 * How long a new connection waits until it is taken. A process takes one with each turn of its loop, so while turns take long new callers queue in
 * the kernel, where nothing in the process sees them: it may look idle but for the few whose connections it has. So it tries for itself, while
 * anything is asked: a process that is asked nothing takes turns that are short.
 */
export class AcceptDelay {
  private tried: { readonly socket: Socket; readonly at: number } | null = null;
  private lastMs = 0;
  private inFlight = 0;
  private wasAsked = false;

  constructor(private readonly server: Server) {
    server.on('request', (_request: IncomingMessage, response: ServerResponse) => {
      this.wasAsked = true;
      this.inFlight += 1;
      response.once('close', () => (this.inFlight -= 1));
    });
    server.on('connection', (socket: Socket) => {
      if (this.tried?.socket.localPort !== socket.remotePort || socket.remoteAddress !== this.tried?.socket.localAddress) return;
      this.lastMs = this.ms;
      this.tried = null;
      // Rather than closed, so that neither end has to remember it.
      socket.resetAndDestroy();
    });
  }

  /** What the present try has waited so far, or the last one did. */
  get ms(): number {
    return this.tried ? performance.now() - this.tried.at : this.lastMs;
  }

  /** Connects to the server itself, unless it is still trying to, or nothing was asked since it last did. */
  try(): void {
    if (this.tried || !this.server.listening) return;
    if (!this.wasAsked && this.inFlight === 0) {
      this.lastMs = 0;
      return;
    }
    this.wasAsked = false;
    const { address, port, family } = this.server.address() as AddressInfo;
    const isAny = address === '0.0.0.0' || address === '::';
    const loopback = family === 'IPv6' ? '::1' : '127.0.0.1';
    const socket = connect({ port, host: isAny ? loopback : address });
    const tried = { socket, at: performance.now() };
    this.tried = tried;
    socket
      .on('error', () => undefined)
      .once('close', () => {
        if (this.tried !== tried) return;
        this.tried = null;
        this.lastMs = 0;
      })
      .unref();
  }

  /** Before the server stops. */
  stop(): void {
    this.tried?.socket.destroy();
    this.tried = null;
  }
}
