import { Agent, IncomingMessage, request } from 'node:http';
import { gunzipSync } from 'node:zlib';

/** A request as it is written: header names as they stand, in order, the same one more than once where it's meant. */
export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'HEAD';
  readonly path: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body?: string;
}

/** The whole answer as text. */
export interface Answer {
  readonly status: number;
  /** Names and values, alternating. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** A stream that never ends has sent what it has to send at once when it is silent for so long. */
const SILENT_MS = 5;

export class Asker {
  private readonly agent: Agent;

  constructor(atOnce: number) {
    this.agent = new Agent({ keepAlive: true, maxSockets: atOnce });
  }

  /** @throws when there is no whole answer */
  ask(url: string, { method, path, headers, body }: Request): Promise<Answer> {
    const { hostname, port } = new URL(url);
    // Node sends what may have a body and has none in chunks, which is one of no type: refused before anything else is looked at.
    const length = body === undefined && method !== 'POST' ? [] : [['Content-Length', String(Buffer.byteLength(body ?? ''))] as const];
    const flat = [...headers, ...length].flat();
    return new Promise((resolve, reject) => {
      const sent = request({ agent: this.agent, hostname, port, method, path, headers: ['Host', `${hostname}:${port}`, ...flat] });
      sent.once('error', reject).once('response', (response) => void this.read(response).then(resolve, reject));
      sent.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }

  private read(response: IncomingMessage): Promise<Answer> {
    const pieces: Buffer[] = [];
    const isEndless = response.headers['content-type']?.startsWith('text/event-stream') === true;
    return new Promise((resolve, reject) => {
      const whole = () => {
        const bytes = Buffer.concat(pieces);
        const body = (response.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes).toString();
        resolve({ status: response.statusCode ?? 0, rawHeaders: response.rawHeaders, body });
      };
      let silent: NodeJS.Timeout | undefined;
      const cut = () => {
        whole();
        response.destroy();
      };
      response
        .on('data', (piece: Buffer) => {
          pieces.push(piece);
          clearTimeout(silent);
          if (isEndless) silent = setTimeout(cut, SILENT_MS);
        })
        .once('end', whole)
        .once('error', reject);
    });
  }
}
