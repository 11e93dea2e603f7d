import { AddressInfo, connect, Server, Socket } from 'node:net';
import { performance } from 'node:perf_hooks';

/**
 * How long a new connection waits until it is taken. A process takes one with each turn of its loop, so while turns take long new callers queue in
 * the kernel, where nothing in the process sees them: it may look idle but for the few whose connections it has. So it tries for itself.
 */
export class AcceptDelay {
  private tried: { readonly socket: Socket; readonly at: number } | null = null;
  private lastMs = 0;

  constructor(private readonly server: Server) {
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

  /** Connects to the server itself, unless it is still trying to. */
  try(): void {
    if (this.tried || !this.server.listening) return;
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
