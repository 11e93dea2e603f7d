import { createSandbox, Sandbox, systemClock } from '../../apps/sandbox/src/create-sandbox';
import { ApiProcess, endProcess, startApiProcess } from '../faults/api-process.fixture';
import { ANCHOR, LOCATION } from '../faults/stage.fixture';
import { freePort } from '../harness/free-port';
import { createTestDatabase } from '../harness/test-database';

/** The API as a process, with upstream behind it. */
export interface ProcessStage {
  readonly sandbox: Sandbox;
  readonly api: ApiProcess;
  readonly operatorUrl: string;
  close(): Promise<void>;
}

export interface ProcessStageOptions {
  readonly environment?: Record<string, string>;
  readonly messages?: number;
  /** Changes the world before anybody reads it. */
  readonly prepare?: (sandbox: Sandbox) => void;
}

export async function startProcessStage({ environment, messages = 300, prepare }: ProcessStageOptions): Promise<ProcessStage> {
  const sandbox = await createSandbox({ anchor: ANCHOR, clock: systemClock, messages, rateLimit: false });
  prepare?.(sandbox);
  const database = await createTestDatabase();
  const operatorPort = await freePort();
  const api = await startApiProcess({
    DATABASE_URL: database.url,
    LEADCONNECTOR_BASE_URL: sandbox.url,
    OPERATOR_PORT: String(operatorPort),
    SEARCH_MAX_AGE_MS: '86400000',
    ...environment,
  });
  return {
    sandbox,
    api,
    operatorUrl: `http://127.0.0.1:${operatorPort}`,
    close: async () => {
      await endProcess(api);
      await sandbox.close();
      await database.drop();
    },
  };
}

/** The location that the searches of `searchPath` are about. */
export { LOCATION };
