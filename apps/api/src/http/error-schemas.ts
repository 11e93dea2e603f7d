import { getSchemaPath } from '@nestjs/swagger';
import { SchemaObject } from '../openapi/parameter.docs';
import { codesOf } from './error-code';
import { WalkProgressSchema } from './walk-progress.schema';

/** The name of each status's schema, and what it means. */
const ERRORS: Readonly<Record<number, readonly [name: string, description: string]>> = {
  400: ['BadRequestError', 'The request can not be understood, or a cursor or position is not of this list.'],
  401: ['UnauthorizedError', 'There is no token, or it is not accepted.'],
  403: ['ForbiddenError', 'The token is not accepted for this location.'],
  404: ['NotFoundError', 'There is no such thing.'],
  406: ['NotAcceptableError', 'Accept allows none of the forms that there are.'],
  409: ['ConflictError', 'The service is not set up for it.'],
  410: ['GoneError', 'The position is too old: begin again.'],
  413: ['BodyTooLargeError', 'The body is too large.'],
  415: ['MediaTypeError', 'The body is no JSON.'],
  422: ['ValidationError', 'What is wrong with the parameters, every fault at once.'],
  429: ['TooManyRequestsError', 'Not now, because of too many requests; Retry-After says when to try again.'],
  500: ['InternalError', 'A fault of ours.'],
  502: ['BadGatewayError', 'LeadConnector answered with an error, or with something that is no answer.'],
  503: ['UnavailableError', 'The request can not be answered now; Retry-After says when to try again.'],
  504: ['GatewayTimeoutError', 'LeadConnector did not answer in time.'],
};

/** Of a probe alone, whose schema is its own. */
const NOT_READY = 'not-ready';

const pathOf = (name: string): string => `#/components/schemas/${name}`;

/** Where the schema of an error's status stands. @throws Error when there is none */
export function errorSchemaPath(status: number): string {
  const [name] = ERRORS[status] ?? [];
  if (name === undefined) throw new Error(`No error is described for the status ${status}.`);
  return pathOf(name);
}

/** One schema for each status, and `Error`, which is any of them: told apart by `code`. */
export function errorSchemas(): Record<string, SchemaObject> {
  const known = Object.keys(ERRORS).map(Number);
  const named = known.map((status) => ({
    status,
    name: ERRORS[status]?.[0] ?? '',
    codes: codesOf(status).filter((code) => code !== NOT_READY),
  }));
  const schemas = Object.fromEntries(named.map(({ status, name, codes }) => [name, errorSchema(status, codes)]));
  const mapping = named.flatMap(({ name, codes }) => codes.map((code) => [code, pathOf(name)] as const));
  return {
    ...schemas,
    Error: {
      description: 'Any error, in the shape of LeadConnector and with a code, which tells what it is. A code comes with one status only.',
      oneOf: [...named.map(({ name }) => ({ $ref: pathOf(name) })), { $ref: pathOf('NotReadyError') }],
      discriminator: { propertyName: 'code', mapping: Object.fromEntries([...mapping, [NOT_READY, pathOf('NotReadyError')]]) },
    },
  };
}

const TRACE_ID = '0b6f1c1e7d1f4c1b9a523f0a3b0d9f11';

function errorSchema(status: number, codes: readonly string[]): SchemaObject {
  const sentence: SchemaObject = {
    type: 'string',
    description: 'What is wrong, in a sentence. Its words may change: programs look at code.',
  };
  const list: SchemaObject = {
    type: 'array',
    items: { type: 'string' },
    minItems: 1,
    description: 'One sentence a fault: the parameter, what is allowed, what was given.',
  };
  return {
    type: 'object',
    description: ERRORS[status]?.[1],
    required: ['statusCode', 'message', 'error', 'code', 'traceId'],
    properties: {
      statusCode: { type: 'integer', enum: [status], description: 'The HTTP status.' },
      message: status === 422 ? list : sentence,
      error: { type: 'string', description: "The status's name." },
      code: { type: 'string', enum: [...codes], description: 'What is wrong, for programs. Others may be added.' },
      traceId: {
        type: 'string',
        description: "The id of the request's trace: the caller's, if it sent a traceparent, or a new one. Also in the X-Trace-Id header.",
        examples: [TRACE_ID],
      } as unknown as SchemaObject,
      ...(status === 503 && { progress: progressSchema() }),
    },
  };
}

function progressSchema(): SchemaObject {
  return {
    nullable: true,
    allOf: [{ $ref: getSchemaPath(WalkProgressSchema) }],
    description: 'With the code sync-incomplete: how far the reading of the window is. The reading goes on meanwhile.',
  };
}
