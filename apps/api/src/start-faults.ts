import { databaseFault } from '@app/messages';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Environment } from './config/environment';

/**
 * What is wrong with an environment that looks right, or with as much of it as does: all of it at once, before anything is begun. A database
 * that can't be reached isn't, since it may be about to start; nor is a Redis, which is never needed.
 */
export async function startFaults({ PORT, OPERATOR_PORT, HOST, DATABASE_URL }: Partial<Environment>): Promise<readonly string[]> {
  const faults = await Promise.all([
    listenFault('PORT', PORT, HOST),
    listenFault('OPERATOR_PORT', OPERATOR_PORT, HOST),
    DATABASE_URL === undefined ? null : databaseFault(DATABASE_URL).then((fault) => fault && `DATABASE_URL can not be used: ${fault}`),
  ]);
  return faults.filter((fault) => fault !== null);
}

async function listenFault(name: string, port: number | undefined, host: string | undefined): Promise<string | null> {
  if (port === undefined || host === undefined) return null;
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
    return null;
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return `${name} ${port} on HOST ${host} can not be listened on: ${reason}`;
  } finally {
    if (probe.listening) {
      probe.close();
      await once(probe, 'close');
    }
  }
}
