import type { WalkProgress } from './contract.types.ts';
import {
  ApiError,
  BadRequestError,
  ConflictError,
  ForbiddenError,
  GoneError,
  NotFoundError,
  RateLimitedError,
  ServerError,
  UnauthorizedError,
  UnavailableError,
  ValidationError,
} from './errors.ts';
import type { Call } from './errors.ts';
import { parseRetryAfter } from './policy/retry-after.ts';

type ApiErrorClass = new (...parameters: ConstructorParameters<typeof ApiError>) => ApiError;

const CLASSES: Readonly<Record<number, ApiErrorClass>> = {
  400: BadRequestError,
  401: UnauthorizedError,
  403: ForbiddenError,
  404: NotFoundError,
  409: ConflictError,
  410: GoneError,
  422: ValidationError,
  429: RateLimitedError,
  500: ServerError,
  502: UnavailableError,
  503: UnavailableError,
  504: UnavailableError,
};

/** The error that an answer stands for. A proxy in between answers in words of its own, or in none: then the status has to do. */
export async function apiErrorOf(call: Call, response: Response, now: number): Promise<ApiError> {
  const { status, statusText, headers } = response;
  const body = await bodyOf(response);
  const { code, message, traceId, progress } = body;
  const said = (Array.isArray(message) ? message : [message]).filter((one): one is string => typeof one === 'string');
  return new (CLASSES[status] ?? ApiError)(call, {
    statusCode: status,
    code: typeof code === 'string' ? code : null,
    messages: said.length > 0 ? said : [statusText || 'no reason given'],
    traceId: typeof traceId === 'string' ? traceId : headers.get('x-trace-id'),
    retryAfterMs: parseRetryAfter(headers.get('retry-after'), now),
    progress: typeof progress === 'object' ? (progress as WalkProgress | null) : null,
  });
}

async function bodyOf(response: Response): Promise<Readonly<Record<string, unknown>>> {
  try {
    const body: unknown = JSON.parse(await response.text());
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
