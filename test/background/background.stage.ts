import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { BackgroundLoop, BackgroundSync } from '@app/messages';
import { MAIN_TOKEN } from '../../apps/sandbox/src/create-sandbox';
import { FaultStage, LOCATION, setStage, StageOptions } from '../faults/stage.fixture';
import { Answer, TestApi } from '../harness/test-api';

export const OPERATOR_KEY = 'the-operator-of-this-stage';

/** A stage whose background is driven by the test. */
export interface BackgroundStage extends FaultStage {
  /** All that is due is done, by the first API or another. */
  runOnce(api?: TestApi): Promise<void>;
  background(api?: TestApi): BackgroundSync;
  connect(locationId?: string, token?: string): Promise<Answer>;
  /** What the sync route tells, by a caller's token. */
  sync(locationId?: string, token?: string): Promise<Answer>;
  /** A caller's wish that the location be read now. */
  hasten(token?: string): Promise<Answer>;
  /** A request with the operator's key. */
  operate(method: string, path: string, body?: unknown): Promise<Answer>;
  /** For the background so much time passes; nothing else moves. */
  pass(ms: number): Promise<void>;
  query(text: string, values?: unknown[]): Promise<Record<string, unknown>[]>;
}

export async function setBackgroundStage(options: StageOptions = {}): Promise<BackgroundStage> {
  const stage = await setStage({
    ...options,
    environment: {
      ADMIN_TOKEN: OPERATOR_KEY,
      ENCRYPTION_KEYS: randomBytes(32).toString('base64'),
      BACKGROUND_SYNC: 'off',
      ...options.environment,
    },
  });
  const client = new Client({ connectionString: stage.databaseUrl });
  await client.connect();
  const send = async (token: string, method: string, path: string, body?: unknown): Promise<Answer> => {
    const headers = {
      authorization: `Bearer ${token}`,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const response = await fetch(stage.api.url + path, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const operate = (method: string, path: string, body?: unknown) => send(OPERATOR_KEY, method, path, body);
  const query = async (text: string, values: unknown[] = []) => (await client.query<Record<string, unknown>>(text, values)).rows;
  return {
    ...stage,
    runOnce: (api = stage.api) => api.app.get(BackgroundLoop).runOnce(),
    background: (api = stage.api) => api.app.get(BackgroundSync),
    connect: (locationId = LOCATION, token = MAIN_TOKEN) =>
      operate('PUT', `/locations/${locationId}/connection`, { type: 'private-integration', token }),
    sync: (locationId = LOCATION, token = MAIN_TOKEN) => stage.api.get(`/locations/${locationId}/sync`, { token }),
    hasten: (token = MAIN_TOKEN) => send(token, 'POST', `/locations/${LOCATION}/sync`),
    operate,
    query,
    pass: async (ms) => {
      const dates = ['next_tail_at', 'chores_at', 'tailed_at', 'claimed_until', 'refreshed_at', 'swept_at', 'sweep_stepped_at'];
      const back = dates.map((column) => `${column} = ${column} - $1 * interval '1 millisecond'`).join(', ');
      await query(`update background set ${back}`, [ms]);
      await query(`update connections set unauthorized_at = unauthorized_at - $1 * interval '1 millisecond'`, [ms]);
    },
    close: async () => {
      await client.end();
      await stage.close();
    },
  };
}
