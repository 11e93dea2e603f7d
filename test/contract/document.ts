import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the tests need of an OpenAPI document. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

export interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly responses: Readonly<Record<string, DocumentedAnswer | Reference>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'header' | 'path';
  readonly required?: boolean;
  /** Whether an empty one counts as not given. */
  readonly allowEmptyValue?: boolean;
  readonly schema: Schema;
}

export interface DocumentedAnswer {
  readonly headers?: Readonly<Record<string, DocumentedHeader | Reference>>;
  readonly content?: Content;
}

export interface DocumentedHeader {
  readonly required?: boolean;
  readonly schema: Schema;
}

export type Content = Readonly<Record<string, DocumentedBody>>;

export interface DocumentedBody {
  readonly schema: Schema;
  readonly example?: unknown;
  /** Of server-sent events: the data of each. */
  readonly 'x-event-data'?: Schema;
  /** Of JSON lines: each line. */
  readonly 'x-line-data'?: Schema;
}

export type Schema = Readonly<Record<string, unknown>>;

interface Reference {
  readonly $ref: string;
}

const FILE = join(__dirname, '..', '..', 'openapi.json');

/** The committed contract. */
export function readDocument(): OpenApiDocument {
  return JSON.parse(readFileSync(FILE, 'utf8')) as OpenApiDocument;
}

/** What a reference in the document means; anything else as it is. */
export function resolved<Part>(document: OpenApiDocument, part: Part): Exclude<Part, Reference> {
  const reference = (part as Reference | undefined)?.$ref;
  if (reference === undefined) return part as Exclude<Part, Reference>;
  const keys = reference.slice('#/'.length).split('/').map(unescaped);
  const found = keys.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
  if (found === undefined) throw new Error(`The contract has nothing at ${reference}.`);
  return resolved(document, found as Part);
}

/** RFC 6901. */
function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Every operation, named as in `get /path`. */
export function operationsOf(
  document: OpenApiDocument,
): readonly { readonly name: string; readonly path: string; readonly operation: Operation }[] {
  return Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, operation]) => ({ name: `${method} ${path}`, path, operation })),
  );
}

/** The documented parameters of an operation, those of its JSON body among them. */
export function parametersOf(document: OpenApiDocument, operation: Operation): readonly string[] {
  const parameters = (operation.parameters ?? []).map((parameter) => resolved(document, parameter));
  const body = resolved<Schema | undefined>(document, operation.requestBody?.content['application/json']?.schema);
  return [
    ...parameters.map((parameter) => `${parameter.in} ${parameter.name}`),
    ...Object.keys(body?.properties ?? {}).map((name) => `body ${name}`),
  ];
}
