import Ajv2020, { ErrorObject, ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Answer } from '../harness/test-api';

/** The committed contract, able to say whether an answer keeps to it. */
export interface Contract {
  readonly document: OpenApiDocument;
  /** What is wrong with the answer by the contract of `get /path`; nothing when it keeps to it. */
  faultsOf(operation: string, answer: Answer): readonly unknown[];
  /** What is wrong with the examples of all documented answers. */
  faultsOfExamples(): readonly unknown[];
}

export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

interface Operation {
  readonly responses: Readonly<Record<string, DocumentedAnswer>>;
}

interface DocumentedAnswer {
  readonly headers?: Readonly<Record<string, { readonly required?: boolean }>>;
  readonly content?: Readonly<Record<string, { readonly example?: unknown } | undefined>>;
}

export function readContract(): Contract {
  const document = JSON.parse(readFileSync(join(__dirname, '..', '..', 'openapi.json'), 'utf8')) as OpenApiDocument;
  // The document has keywords of OpenAPI's own beside those of JSON Schema.
  const ajv = addFormats(new Ajv2020({ strict: false, allErrors: true })).addSchema(document, 'contract');
  const validatorOf = (path: string, method: string, status: string): ValidateFunction => {
    const pointer = ['paths', path, method, 'responses', status, 'content', 'application/json', 'schema'].map(escaped).join('/');
    const validate = ajv.getSchema(`contract#/${pointer}`);
    if (!validate) throw new Error(`The contract has no schema for ${method} ${path} answered ${status}.`);
    return validate;
  };
  return {
    document,
    faultsOf: (operation, { status, headers, body }) => {
      const [method = '', path = ''] = operation.split(' ');
      const documented = document.paths[path]?.[method]?.responses[String(status)];
      if (!documented) return [`${operation} is not documented to be answered ${status}`];
      const validate = validatorOf(path, method, String(status));
      return [...faultsOf(validate, body), ...faultsOfHeaders(documented.headers ?? {}, headers)];
    },
    faultsOfExamples: () =>
      Object.entries(document.paths).flatMap(([path, operations]) =>
        Object.entries(operations).flatMap(([method, { responses }]) =>
          Object.entries(responses).flatMap(([status, { content }]) => {
            const example = content?.['application/json']?.example;
            return example === undefined ? [] : faultsOf(validatorOf(path, method, status), example);
          }),
        ),
      ),
  };
}

function faultsOf(validate: ValidateFunction, value: unknown): readonly ErrorObject[] {
  return validate(value) ? [] : (validate.errors ?? []);
}

/** Headers that HTTP itself brings along. */
const OF_HTTP = new Set(['connection', 'content-length', 'content-type', 'date', 'keep-alive', 'transfer-encoding']);

function faultsOfHeaders(documented: NonNullable<DocumentedAnswer['headers']>, headers: Headers): readonly string[] {
  const known = new Set(Object.keys(documented).map((name) => name.toLowerCase()));
  const absent = Object.entries(documented).filter(([name, { required }]) => required && !headers.has(name));
  const unknown = [...headers.keys()].filter((name) => !OF_HTTP.has(name) && !known.has(name));
  return [...absent.map(([name]) => `the header ${name} is missing`), ...unknown.map((name) => `the header ${name} is not documented`)];
}

/** RFC 6901, in a URI's fragment. */
function escaped(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}
