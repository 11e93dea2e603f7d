import { STATUS_CODES } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import { Answer, RequestOptions, TestApi } from '../harness/test-api';
import { Answered, expectedOf, truthOf, Wanted } from '../e2e/truth.reference';
import { FaultStage, LOCATION } from './stage.fixture';

/** An API in this process or in one of its own. */
export interface Readable {
  readonly api: Pick<TestApi, 'get'>;
}

export const CALLS_AND_SMS: Wanted = { type: ['TYPE_CALL', 'TYPE_SMS'], includeContact: true };

/** The path of a search for calls and SMS of the location; a parameter that is undefined is left out, one with a list is repeated. */
export function searchPath(parameters: Readonly<Record<string, string | readonly string[] | undefined>> = {}): string {
  const given = { locationId: LOCATION, type: 'TYPE_CALL,TYPE_SMS', ...parameters };
  const pairs = Object.entries(given).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((one): [string, string] => [name, one]),
  );
  return `/messages/search?${new URLSearchParams(pairs).toString()}`;
}

/** What an API answers, page after page, each complete. */
export async function readAll({ api }: Readable, wanted: Wanted = CALLS_AND_SMS, options?: RequestOptions): Promise<Answered[]> {
  const { after, upTo, type, includeContact, ...filters } = wanted;
  const query = {
    type: type.join(','),
    startAfterDate: after === undefined ? undefined : String(after),
    endDate: upTo === undefined ? undefined : String(upTo),
    includeContact: String(includeContact ?? false),
    limit: '1000',
    ...filters,
  };
  const all: Answered[] = [];
  for (let cursor: string | undefined; ;) {
    const { status, body } = await api.get(searchPath({ ...query, cursor }), options);
    if (status !== 200 || body.complete !== true) throw new Error(`${status} ${JSON.stringify(body).slice(0, 500)}`);
    all.push(...(body.messages.messages as Answered[]));
    if (!body.messages.nextPage) return all;
    cursor = body.messages.nextCursor as string;
  }
}

/** Searches again and compares with what upstream truly has: none missing, none twice, in order, each field equal. */
export async function expectTruth(
  stage: Readable & Pick<FaultStage, 'sandbox'>,
  wanted: Wanted = CALLS_AND_SMS,
  options?: RequestOptions,
): Promise<void> {
  const expected = expectedOf(truthOf(stage.sandbox.world, LOCATION), wanted);
  expect(expected.length).toBeGreaterThan(0);
  const found = await readAll(stage, wanted, options);
  const ids = new Set(found.map(({ id }) => id));
  const missing = expected.filter(({ id }) => !ids.has(id)).map(({ id }) => id);
  expect({ found: found.length, distinct: ids.size, missing: missing.slice(0, 5) }).toEqual({
    found: expected.length,
    distinct: expected.length,
    missing: [],
  });
  const at = expected.findIndex((message, index) => !isDeepStrictEqual(found[index], message));
  // Only the first that differs: the rest would bury it.
  if (at !== -1) expect({ at, message: found[at] }).toEqual({ at, message: expected[at] });
}

/** Expects an error in full: the whole body, the trace id in body and headers, nothing for a cache to keep. */
export function expectError({ status, headers, body }: Answer, expectedStatus: number, message: unknown, more: object = {}): void {
  expect(body.traceId).toMatch(/^[0-9a-f]{32}$/);
  expect({ status, body }).toEqual({
    status: expectedStatus,
    body: {
      ...{ statusCode: expectedStatus, message, error: STATUS_CODES[expectedStatus], traceId: expect.any(String) },
      // Which codes a status may have, the contract says, to which every answer is held.
      code: expect.any(String),
      ...more,
    },
  });
  expect(headers.get('content-type')).toMatch(/^application\/json/);
  expect(headers.get('x-trace-id')).toBe(body.traceId);
  expect(headers.get('x-request-id')).not.toBeNull();
  expect(headers.get('cache-control')).toBe('no-store');
}
