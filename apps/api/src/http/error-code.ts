import { LeadConnectorErrorCode } from '@app/leadconnector';
import { MessagesErrorCode } from '@app/messages';
import { ERROR_STATUS, UpstreamPathCode } from './status-map';

/** What is refused before it reaches the domain, by its status. */
const CODE_OF_STATUS = {
  400: 'bad-request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not-found',
  406: 'not-acceptable',
  413: 'body-too-large',
  415: 'media-type-unsupported',
  422: 'parameters-invalid',
  429: 'event-not-kept',
  500: 'internal',
  503: 'not-ready',
} as const;

/** Refused before anything was looked at. */
const OVERLOADED = { status: 503, code: 'overloaded' } as const;

/** What tells errors apart for a program: stable, where the words of a message are not. */
export type ErrorCode =
  | LeadConnectorErrorCode
  | MessagesErrorCode
  | UpstreamPathCode
  | typeof OVERLOADED.code
  | (typeof CODE_OF_STATUS)[keyof typeof CODE_OF_STATUS];

/** The code of an error that is known by its status alone. */
export function codeOfStatus(status: number): ErrorCode {
  if (isKnown(status)) return CODE_OF_STATUS[status];
  return status < 500 ? 'bad-request' : 'internal';
}

/** Every code that an answer of this status may have. */
export function codesOf(status: number): readonly ErrorCode[] {
  const mapped = (Object.keys(ERROR_STATUS) as (keyof typeof ERROR_STATUS)[]).flatMap((code) => {
    const { status: usual, asUpstream } = ERROR_STATUS[code];
    return [...(usual === status ? [code] : []), ...(asUpstream?.status === status ? [asUpstream.code] : [])];
  });
  return [
    ...new Set([
      ...mapped,
      ...(isKnown(status) ? [CODE_OF_STATUS[status]] : []),
      ...(status === OVERLOADED.status ? [OVERLOADED.code] : []),
    ]),
  ].sort();
}

function isKnown(status: number): status is keyof typeof CODE_OF_STATUS {
  return status in CODE_OF_STATUS;
}
