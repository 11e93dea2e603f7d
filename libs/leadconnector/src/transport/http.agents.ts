import * as http from 'node:http';
import * as https from 'node:https';
import { Duplex } from 'node:stream';
import { Sleep } from '../runtime';

/** The code of the error with which a connection is given up that takes too long. */
export const CONNECT_TIMEOUT = 'LEADCONNECTOR_CONNECT_TIMEOUT';

/** Idle connections are closed before a load balancer's usual minute is over, so that few requests meet a dying one. */
const IDLE_MS = 30_000;

export interface AgentLimits {
  readonly maxSockets: number;
  readonly connectTimeoutMs: number;
}

export interface Agents {
  readonly httpAgent: http.Agent;
  readonly httpsAgent: https.Agent;
}

/** Keep-alive agents that give a connection `connectTimeoutMs` for name look-up, TCP and TLS together. */
export function createAgents({ maxSockets, connectTimeoutMs }: AgentLimits, sleep: Sleep): Agents {
  const options: http.AgentOptions = { keepAlive: true, maxSockets, maxFreeSockets: maxSockets, scheduling: 'lifo', timeout: IDLE_MS };
  const connecting = (connected: AbortSignal): Promise<void> => sleep(connectTimeoutMs, connected);
  const httpAgent = new http.Agent(options);
  const httpsAgent = new https.Agent(options);
  limitConnectTime(httpAgent, 'connect', connecting);
  limitConnectTime(httpsAgent, 'secureConnect', connecting);
  return { httpAgent, httpsAgent };
}

type CreateConnection = (...parameters: unknown[]) => Duplex | null | undefined;

/** Node's agents have no time-out of their own for connecting: `timeout` means idle, and axios's covers the answer too. */
function limitConnectTime(
  agent: http.Agent,
  established: 'connect' | 'secureConnect',
  timeIsUp: (connected: AbortSignal) => Promise<void>,
): void {
  const patched = agent as unknown as { createConnection: CreateConnection };
  const createConnection = patched.createConnection.bind(agent);
  patched.createConnection = (...parameters) => {
    const socket = createConnection(...parameters);
    if (!socket) return socket;
    const connected = new AbortController();
    const stop = (): void => connected.abort();
    socket.once(established, stop).once('close', stop);
    timeIsUp(connected.signal).then(
      () => socket.destroy(connectTimeout()),
      () => undefined,
    );
    return socket;
  };
}

function connectTimeout(): NodeJS.ErrnoException {
  return Object.assign(new Error('connect timeout'), { code: CONNECT_TIMEOUT });
}
