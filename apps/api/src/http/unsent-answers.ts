import { Server } from 'node:http';
import { Socket } from 'node:net';

const LOOK_EVERY_MS = 1_000;
/** A hundred pages of 1,000 messages and more. */
const LIMIT_BYTES = 192 * 1024 * 1024;

/**
 * Bounds the memory that answers take whose callers don't fetch them: beyond the limit those that have most of it lose their connections. Callers who
 * read slowly are few or small; a thousand who read a byte a second, of a page each, would take a gigabyte.
 */
export function boundUnsentAnswers(server: Server, limitBytes = LIMIT_BYTES, everyMs = LOOK_EVERY_MS): void {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const timer = setInterval(() => {
    const unsent = [...sockets].filter(({ writableLength }) => writableLength > 0);
    let excess = unsent.reduce((sum, { writableLength }) => sum + writableLength, -limitBytes);
    if (excess <= 0) return;
    for (const socket of unsent.sort((one, other) => other.writableLength - one.writableLength)) {
      excess -= socket.writableLength;
      socket.destroy();
      if (excess <= 0) return;
    }
  }, everyMs).unref();
  server.once('close', () => clearInterval(timer));
}
