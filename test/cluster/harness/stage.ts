import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { MAIN_LOCATION_ID, MAIN_TOKEN, OTHER_LOCATION_ID, OTHER_TOKEN } from '../../../apps/sandbox/src/create-sandbox';
import { ADMIN_TOKEN, Cluster } from './cluster';
import { Read } from './load';

/** What is read must be there already: a load asks for what the store has, as most callers do. */
const FROM_STORE = { 'cache-control': 'max-age=86400' };
const PAGE = 50;
const PATIENCE_MS = 120_000;

/** Connects both locations, waits until they are read, and makes reads of them with what each must answer. */
export async function prepareReads({ url }: Cluster): Promise<readonly Read[]> {
  await Promise.all([connect(url, MAIN_LOCATION_ID, MAIN_TOKEN), connect(url, OTHER_LOCATION_ID, OTHER_TOKEN)]);
  await untilComplete(url, OTHER_LOCATION_ID, OTHER_TOKEN);
  const first = await untilComplete(url, MAIN_LOCATION_ID, MAIN_TOKEN);
  const headers = { ...FROM_STORE, authorization: `Bearer ${MAIN_TOKEN}` };
  const queries: Record<string, string>[] = [
    { sort: 'desc' },
    { sort: 'asc' },
    { direction: 'inbound' },
    { includeContact: 'true' },
    { userId: 'none' },
  ];
  const searches = queries.map((query) => searchPath(MAIN_LOCATION_ID, query));
  const singles = first.messages.messages.slice(0, 3).map(({ id }) => `/conversations/messages/${id}?locationId=${MAIN_LOCATION_ID}`);
  const paths = [...searches, ...(await answered(url, singles, headers))];
  return Promise.all(paths.map((path) => expectSame(url, path, headers)));
}

/** A search of calls and SMS. */
export function searchPath(locationId: string, query: Readonly<Record<string, string>> = {}): string {
  const all = { locationId, type: 'TYPE_CALL,TYPE_SMS', limit: String(PAGE), ...query };
  return `/messages/search?${new URLSearchParams(all).toString()}`;
}

/** Events wait for nobody once all is applied. @throws Error after two minutes */
export async function untilApplied({ url }: Cluster): Promise<void> {
  await until('all events are applied', async () => {
    const response = await fetch(`${url}/webhooks/inbox`, { headers: { authorization: `Bearer ${ADMIN_TOKEN}` } });
    return ((await response.json()) as { waiting?: number }).waiting === 0;
  });
}

/** @throws Error when it isn't so within two minutes */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const startedAt = performance.now();
  while (!(await isSo().catch(() => false))) {
    if (performance.now() - startedAt > PATIENCE_MS) throw new Error(`In vain waited until ${what}.`);
    await delay(50);
  }
}

interface Found {
  readonly complete: boolean;
  readonly messages: { readonly messages: readonly { readonly id: string }[] };
}

async function untilComplete(url: string, locationId: string, token: string): Promise<Found> {
  let found: Found | null = null;
  await until(`${locationId} is complete`, async () => {
    const response = await fetch(url + searchPath(locationId), { headers: { authorization: `Bearer ${token}` } });
    found = (await response.json()) as Found;
    return response.status === 200 && found.complete;
  });
  return found as unknown as Found;
}

async function connect(url: string, locationId: string, token: string): Promise<void> {
  const response = await fetch(`${url}/locations/${locationId}/connection`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, 'content-type': 'application/json' },
    body: JSON.stringify({ type: 'private-integration', token }),
  });
  if (!response.ok) throw new Error(`Connecting ${locationId} was answered ${response.status}: ${await response.text()}`);
}

async function answered(url: string, paths: readonly string[], headers: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const responses = await Promise.all(paths.map((path) => fetch(url + path, { headers })));
  return paths.filter((_, index) => responses[index]?.ok);
}

async function expectSame(url: string, path: string, headers: Readonly<Record<string, string>>): Promise<Read> {
  const response = await fetch(url + path, { headers });
  if (!response.ok) throw new Error(`${path} was answered ${response.status}`);
  const body = (await response.json()) as Record<string, unknown>;
  const member = 'messages' in body ? 'messages' : 'message';
  const expected = createHash('sha256').update(JSON.stringify(body[member])).digest('hex');
  return { path, headers, member, expected };
}
