import { ArgumentsHost, Catch, ExceptionFilter, HttpException, HttpStatus, Logger } from '@nestjs/common';
import { isLeadConnectorError } from '@app/leadconnector';
import { MessagesError, WalkProgress } from '@app/messages';
import { FastifyReply, FastifyRequest } from 'fastify';
import { STATUS_CODES } from 'node:http';
import { codeOfStatus, ErrorCode } from './error-code';
import { noteError } from './noted-error';
import { ERROR_STATUS } from './status-map';

/** What a caller sees of an error: upstream's shape, with a code, our trace id, and the progress of the walk that is waited for. */
export interface ErrorBody {
  readonly statusCode: number;
  /** A sentence; a list of them, one a fault, with 422. */
  readonly message: string | readonly string[];
  readonly error: string;
  readonly code: ErrorCode;
  readonly traceId: string;
  readonly progress?: WalkProgress | null;
  readonly details?: unknown;
}

type ErrorAnswer = Omit<ErrorBody, 'error' | 'traceId'> & { readonly retryAfterSeconds?: number };

/** The one place where errors become answers. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    // Of a stream that broke off, before its first bytes were through the compression: nobody is left to be told.
    if (reply.raw.destroyed) return;
    const { retryAfterSeconds, ...answer } = answerTo(error, request.routeOptions.url?.startsWith(UPSTREAM_PATHS));
    noteError(request, answer.code);
    if (answer.statusCode === 500) this.logger.error(error);
    if (retryAfterSeconds !== undefined) void reply.header('Retry-After', String(retryAfterSeconds));
    if (answer.statusCode === 401) void reply.header('WWW-Authenticate', 'Bearer');
    void reply.status(answer.statusCode).header('Cache-Control', 'no-store').send(bodyOf(answer, request.id));
  }
}

/** The body that tells of an error where its status can't be told any more: in a stream that has begun. */
export function errorBodyOf(error: unknown, traceId: string): ErrorBody {
  const { retryAfterSeconds: _, ...answer } = answerTo(error);
  if (answer.statusCode === 500) new Logger(ErrorFilter.name).error(error);
  return bodyOf(answer, traceId);
}

/** The body that tells of an error. */
export function bodyOf(answer: Omit<ErrorAnswer, 'retryAfterSeconds'>, traceId: string): ErrorBody {
  const { statusCode, message, code, ...more } = answer;
  return { statusCode, message, error: STATUS_CODES[statusCode] ?? 'Error', code, traceId, ...more };
}

/** Where upstream's reads are served, at its own paths. */
const UPSTREAM_PATHS = '/conversations/';

/** How an error is answered. */
export function answerTo(error: unknown, isUpstreamPath = false): ErrorAnswer {
  if (error instanceof MessagesError) return answerToMessagesError(error);
  if (isLeadConnectorError(error)) {
    const { asUpstream, retryAfterSeconds, passesMessage, ...otherwise } = ERROR_STATUS[error.code];
    const { status, code } = (isUpstreamPath && asUpstream) || { ...otherwise, code: error.code };
    const waitSeconds = error.retryAfterMs === undefined ? retryAfterSeconds : Math.max(1, Math.ceil(error.retryAfterMs / 1000));
    return {
      statusCode: status,
      code,
      message: passesMessage ? upstreamMessage(error.messages, status) : `LeadConnector: ${error.message}`,
      retryAfterSeconds: waitSeconds,
    };
  }
  if (error instanceof HttpException) return answerToHttpException(error);
  const statusCode = statusOfFramework(error);
  return {
    statusCode,
    code: codeOfStatus(statusCode),
    message: statusCode === 500 ? 'Something went wrong on our side.' : (error as Error).message,
  };
}

function answerToMessagesError(error: MessagesError): ErrorAnswer {
  const { status, retryAfterSeconds } = ERROR_STATUS[error.code];
  if (error.code !== 'sync-incomplete') return { statusCode: status, code: error.code, message: error.message, retryAfterSeconds };
  const remainingSeconds = Math.ceil((error.progress?.remainingMs ?? 0) / 1000);
  const waitSeconds = Math.min(MAX_RETRY_AFTER_SECONDS, Math.max(remainingSeconds, 1));
  return {
    statusCode: status,
    code: error.code,
    message: error.message,
    progress: error.progress,
    retryAfterSeconds: error.progress ? waitSeconds : retryAfterSeconds,
  };
}

/** However long a walk still takes: what is covered grows page by page, so it's worth to look again. */
const MAX_RETRY_AFTER_SECONDS = 30;

/** Upstream sends one text, or with 422 a list. */
function upstreamMessage(messages: readonly string[], status: number): string | readonly string[] {
  if (status === 422) return messages.length > 0 ? messages : ['LeadConnector refused the request.'];
  return messages.join(' ') || 'LeadConnector refused the request.';
}

function answerToHttpException(error: HttpException): ErrorAnswer {
  const response = error.getResponse();
  const statusCode = error.getStatus();
  const code = codeOfStatus(statusCode);
  if (typeof response === 'string') return { statusCode, code, message: response };
  const { message = error.message, details } = response as { message?: string | string[]; details?: unknown };
  const retryAfterSeconds = statusCode === 503 ? 1 : undefined;
  return { statusCode, code, message, retryAfterSeconds, ...(details !== undefined && { details }) };
}

/** Fastify's own refusals (a body too large, broken JSON, an unknown content type) carry their status. */
function statusOfFramework(error: unknown): number {
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : HttpStatus.INTERNAL_SERVER_ERROR;
}
