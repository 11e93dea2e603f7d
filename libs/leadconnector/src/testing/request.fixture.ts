import { RawResponse, TransportRequest } from '../transport/transport.types';

/** A request as it reaches the layers: GET, idempotent, a caller's, without a deadline. */
export function aRequest(overrides: Partial<TransportRequest> = {}): TransportRequest {
  return {
    method: 'GET',
    path: '/things/{id}',
    target: '/things/1',
    body: null,
    idempotent: true,
    credential: { locationId: 'loc1', token: 'secret-token' },
    priority: 'caller',
    alsoSpends: [],
    headers: {},
    signal: new AbortController().signal,
    deadline: Infinity,
    ...overrides,
  };
}

/** A 200 with an empty object. */
export function aResponse({ json = {}, ...overrides }: Partial<RawResponse> & { json?: unknown } = {}): RawResponse {
  return { status: 200, headers: {}, body: Buffer.from(JSON.stringify(json)), sentAt: 0, ...overrides };
}
