import { databaseFault } from '@app/messages';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { Environment } from './config/environment';

/**
 * What is wrong with an environment that looks right: all of it at once, before anything is begun. A database that can't be reached isn't, since
 * it may be about to start; nor is a Redis, which is never needed.
 */
export async function startFaults({ PORT, HOST, DATABASE_URL }: Environment): Promise<readonly string[]> {
  const [port, database] = await Promise.all([listenFault(PORT, HOST), DATABASE_URL === undefined ? null : databaseFault(DATABASE_URL)]);
  return [
    ...(port === null ? [] : [`PORT ${PORT} on HOST ${HOST} can not be listened on: ${port}`]),
    ...(database === null ? [] : [`DATABASE_URL can not be used: ${database}`]),
  ];
}

async function listenFault(port: number, host: string): Promise<string | null> {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, 'listening');
    return null;
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error);
  } finally {
    if (probe.listening) {
      probe.close();
      await once(probe, 'close');
    }
  }
}
