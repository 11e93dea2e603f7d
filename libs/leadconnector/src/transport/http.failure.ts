import { isAxiosError } from 'axios';
import { FailedCall, LeadConnectorError, LeadConnectorFailure } from '../errors';
import { CONNECT_TIMEOUT } from './http.agents';

/** What axios rejected with, as an error of ours. Nothing of axios's own error is kept: it carries the headers, token included. */
export function httpFailure(error: unknown, call: FailedCall): LeadConnectorError {
  return new LeadConnectorError(classify(error), call, { cause: cleanCause(error) });
}

function classify(error: unknown): LeadConnectorFailure {
  const errno = codeOf(error);
  if (errno === CONNECT_TIMEOUT) return { code: 'timeout', phase: 'connect' };
  // axios has no code of its own for a body beyond maxContentLength; this message is all there is.
  if (/^maxContentLength size of/.test(messageOf(error))) return { code: 'invalid-response', reason: 'too-large' };
  // With a response at hand the headers had come: the body ended too soon, or didn't decompress.
  if (isAxiosError(error) && error.response) return { code: 'invalid-response', reason: errno.startsWith('Z_') ? 'not-json' : 'truncated' };
  return { code: 'network', errno };
}

/** An error with the name, code and message of the fault alone; node's messages name the host at most. */
function cleanCause(error: unknown): Error {
  return Object.assign(new Error(messageOf(error)), { code: codeOf(error) });
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'UNKNOWN';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown fault';
}
