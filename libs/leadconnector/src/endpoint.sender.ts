import { AcceptedCall, AnswerOrigin, CallOptions, LocationCredential, RateBudget, ResponseMeta } from './calls.types';
import { Endpoint } from './endpoints/endpoint';
import { buildEndpointRequest } from './endpoints/endpoint.request';
import { assertIdentifier, assertToken } from './endpoints/identifiers';
import { LeadConnectorError } from './errors';
import { MAX_TIMER_MS, Runtime } from './runtime';
import { traceIdOf } from './transport/answer.words';
import { withinCall } from './transport/call.scope';
import { JsonResponse, Send } from './transport/transport.types';

/** What the sender stands on; `callTimeoutMs` is for calls that don't bring their own. */
export interface SenderParts {
  readonly pipeline: Send<JsonResponse>;
  readonly budget: (locationId: string) => RateBudget;
  readonly budgets: () => readonly RateBudget[];
  readonly close: () => void;
  readonly callTimeoutMs: number;
  readonly onAccepted: (call: AcceptedCall) => void;
  readonly runtime: Runtime;
}

/** Executes any endpoint: checks and lays out the arguments, sends, and reduces the answer to what the endpoint promises. */
export class EndpointSender {
  constructor(private readonly parts: SenderParts) {}

  async send<Arguments extends object, Answer extends object>(
    endpoint: Endpoint<Arguments, Answer>,
    given: Arguments,
    credential: LocationCredential,
    options: CallOptions = {},
  ): Promise<Answer & AnswerOrigin> {
    const { pipeline, runtime } = this.parts;
    assertIdentifier('locationId', credential.locationId);
    assertToken(credential.token);
    const { method, path, idempotent, anonymous = false, version } = endpoint;
    const { priority = 'caller', alsoSpends = [] } = options;
    alsoSpends.forEach((locationId) => assertIdentifier('alsoSpends', locationId));
    const spending = { credential, priority, alsoSpends };
    const headers: Record<string, string> = version === undefined ? {} : { version };
    const request = { method, path, idempotent, anonymous, ...spending, headers, ...buildEndpointRequest(endpoint, given) };
    const limits = { signal: options.signal, timeoutMs: timeoutOf(options) ?? this.parts.callTimeoutMs };
    const response = await withinCall(endpoint, limits, runtime, (scope) => pipeline({ ...request, ...scope }));
    const answer = understand(endpoint, response.json);
    this.parts.onAccepted({ credential, method, path, sentAt: response.sentAt });
    return { ...answer, body: response.json, meta: metaOf(response) };
  }

  budget(locationId: string): RateBudget {
    return this.parts.budget(locationId);
  }

  budgets(): readonly RateBudget[] {
    return this.parts.budgets();
  }

  close(): void {
    this.parts.close();
  }
}

function timeoutOf({ timeoutMs }: CallOptions): number | undefined {
  if (timeoutMs === undefined || (timeoutMs > 0 && timeoutMs <= MAX_TIMER_MS)) return timeoutMs;
  throw new TypeError(`timeoutMs must be more than 0 and at most ${MAX_TIMER_MS}`);
}

/** zod's own report isn't kept: it could quote what it didn't expect. */
function understand<Answer>(endpoint: Endpoint<never, Answer>, json: unknown): Answer {
  const parsed = endpoint.answer.safeParse(json);
  if (parsed.success) return parsed.data;
  throw new LeadConnectorError({ code: 'invalid-response', reason: 'wrong-shape' }, endpoint, { traceId: traceIdOf(json) });
}

function metaOf({ json, headers, sentAt }: JsonResponse): ResponseMeta {
  const serverDate = typeof headers.date === 'string' ? Date.parse(headers.date) : NaN;
  return { sentAt, serverDate: Number.isNaN(serverDate) ? null : serverDate, traceId: traceIdOf(json) };
}
