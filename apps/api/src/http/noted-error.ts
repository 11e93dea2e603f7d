import { IncomingMessage } from 'node:http';
import { ErrorCode } from './error-code';

const CODES = new WeakMap<IncomingMessage, ErrorCode>();

/** Notes with which error a request was answered. */
export function noteError({ raw }: { readonly raw: IncomingMessage }, code: ErrorCode): void {
  CODES.set(raw, code);
}

/** The code of that error; undefined when there was none. */
export function notedError({ raw }: { readonly raw: IncomingMessage }): ErrorCode | undefined {
  return CODES.get(raw);
}
