import { MAIN_LOCATION_ID } from './world/location.entity';
import { MAIN_TOKEN } from './world/token.entity';
import { Message } from './world/message.entity';

export type ExportPage = {
  messages: Message[];
  nextCursor: string | null;
  total: number;
  traceId: string;
};

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

type Query = Record<string, string | number | undefined>;

/** Asks a sandbox as a client of upstream would; headers given replace the right ones, undefined ones are left out. */
export async function ask<T = Record<string, unknown>>(
  url: string,
  path: string,
  query: Query = {},
  { headers = {}, body }: { headers?: Record<string, string | undefined>; body?: unknown } = {},
): Promise<Answer<T>> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(given.map(([name, value]): [string, string] => [name, String(value)]));
  const all = {
    Authorization: `Bearer ${MAIN_TOKEN}`,
    Version: '2021-07-28',
    ...(body ? { 'Content-Type': 'application/json' } : {}),
    ...headers,
  };
  const response = await fetch(`${url}${path}?${search.toString()}`, {
    method: body ? 'POST' : 'GET',
    headers: Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined)),
    body: body ? JSON.stringify(body) : undefined,
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as T };
}

export function askExport(url: string, query: Query = {}): Promise<Answer<ExportPage>> {
  return ask<ExportPage>(url, '/conversations/messages/export', { locationId: MAIN_LOCATION_ID, ...query });
}

/** Every message of an export walk, following its cursors. */
export async function walkExport(url: string, query: Query = {}): Promise<Message[]> {
  const messages: Message[] = [];
  for (let cursor: string | undefined | null; cursor !== null;) {
    const { body } = await askExport(url, { ...query, cursor });
    messages.push(...body.messages);
    cursor = body.nextCursor;
  }
  return messages;
}
