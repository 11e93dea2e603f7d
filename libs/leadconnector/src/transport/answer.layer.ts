import { LeadConnectorError } from '../errors';
import { parseRetryAfter } from '../policy/retry-after';
import { Clock } from '../runtime';
import { upstreamWords } from './answer.words';
import { parseJson } from './answer.json';
import { Layer, RawResponse, JsonResponse, TransportRequest } from './transport.types';

/** When a 429 says nothing of when to come back. */
const DEFAULT_RETRY_AFTER_MS = 1_000;

/** Turns what came back into parsed JSON, or into the error that its status or its bytes stand for. */
export function answerLayer(clock: Clock): Layer<RawResponse, JsonResponse> {
  return (next) => async (request) => {
    const response = await next(request);
    if (response.status < 200 || response.status > 299) throw statusError(response, request, clock.now());
    return { json: parseJson(response, request), headers: response.headers, sentAt: response.sentAt };
  };
}

function statusError(response: RawResponse, request: TransportRequest, now: number): LeadConnectorError {
  const { status, headers } = response;
  const context = upstreamWords(response, request.credential.token);
  const retryAfterMs = parseRetryAfter(headers, now);
  switch (status) {
    case 400:
      return new LeadConnectorError({ code: 'bad-request' }, request, context);
    case 401:
      return new LeadConnectorError({ code: 'unauthorized' }, request, context);
    case 403:
      return new LeadConnectorError({ code: 'forbidden' }, request, context);
    case 404:
      return new LeadConnectorError({ code: 'not-found' }, request, context);
    case 422:
      return new LeadConnectorError({ code: 'unprocessable' }, request, context);
    case 429: {
      const failure = { code: 'rate-limited', source: 'upstream', retryAfterMs: retryAfterMs ?? DEFAULT_RETRY_AFTER_MS } as const;
      return new LeadConnectorError(failure, request, context);
    }
    default: {
      if (status < 500) return new LeadConnectorError({ code: 'unexpected-status', status }, request, context);
      const asked = retryAfterMs === null ? {} : { retryAfterMs };
      return new LeadConnectorError({ code: 'server-error', status, ...asked }, request, context);
    }
  }
}
