import { IncomingHttpHeaders, ServerResponse } from 'node:http';
import { codeOfStatus } from './error-code';
import { bodyOf } from './error.filter';
import { requestIdOf } from './request-id';

/** Answers what fails before there is a route, such as a path that isn't properly encoded: no hook and no filter sees it. */
export function answerFrameworkError(
  { message, statusCode = 400 }: { readonly message: string; readonly statusCode?: number },
  { id: traceId, headers }: { readonly id: string; readonly headers: IncomingHttpHeaders },
  { raw }: { readonly raw: ServerResponse },
): void {
  const body = bodyOf({ statusCode, code: codeOfStatus(statusCode), message }, traceId);
  raw.writeHead(statusCode, {
    'Content-Type': 'application/json; charset=utf-8',
    'X-Trace-Id': traceId,
    'X-Request-Id': requestIdOf(headers) ?? traceId,
    'Cache-Control': 'no-store',
  });
  raw.end(JSON.stringify(body));
}
