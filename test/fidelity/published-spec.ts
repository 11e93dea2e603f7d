import Ajv, { ErrorObject, ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exactSchema, Json, PLACE } from './published-schema';

/** Where the vendor's published files lie, if they are at hand; they are no part of this repository. */
const SPEC_FOLDER = join(__dirname, '../../../shared/upstream/spec');
const COMMON = 'common-schemas.json';

export const isSpecAtHand = existsSync(SPEC_FOLDER);

/** An operation of upstream's, by the published file that has it and by its published path. */
export interface Operation {
  readonly file: 'conversations.json' | 'contacts.json' | 'users.json';
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** The field in which the wire wraps what is published bare. */
  readonly wrappedIn?: string;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Readonly<Record<string, Answer>> }>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Json>> };
}

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema: Json }>>;
}

/** Where an error's schema isn't published for an operation, the one it must have all the same. */
const COMMON_ERRORS: Readonly<Record<number, string>> = { 400: 'BadRequestDTO', 422: 'UnprocessableDTO' };
const OTHER_ERRORS = 'UnauthorizedDTO';

/** The vendor's published description, able to say where an answer departs from it. */
export class PublishedSpec {
  readonly #documents = new Map<string, Document>();
  readonly #validators = new Map<string, ValidateFunction>();
  readonly #ajv = addFormats(new Ajv({ strict: false, allErrors: true, verbose: true }));

  /**
   * Every departure of an answer, each a sentence that names the published schema, the field and what it is instead: `Message.body is null`.
   * Each sentence once, whatever the number of records; none when the answer is exactly as published.
   */
  departuresOf(operation: Operation, status: number, body: unknown): ReadonlySet<string> {
    const departures = new Set<string>();
    const { traceId, ...answer } = body as Record<string, unknown>;
    if (traceId !== undefined) departures.add('every answer has a traceId');
    const schema = this.#published(operation, status);
    if (schema === undefined) departures.add(`${nameOf(operation, status)} has no published schema`);
    const validate = this.#validator(operation, status, schema ?? commonError(status));
    const { wrappedIn } = operation;
    const isWrapped = status === 200 && wrappedIn !== undefined && Object.keys(answer).join() === wrappedIn && isObject(answer[wrappedIn]);
    if (isWrapped) departures.add(`${nameOf(operation, status)} is wrapped in ${wrappedIn}`);
    if (!validate(isWrapped ? answer[wrappedIn] : answer)) for (const error of validate.errors ?? []) departures.add(departureOf(error));
    return departures;
  }

  #validator(operation: Operation, status: number, schema: Json): ValidateFunction {
    const name = `${operation.method} ${operation.path} ${status}`;
    const known = this.#validators.get(name);
    if (known) return known;
    const resolve = (reference: string) => this.#resolve(operation.file, reference);
    const validate = this.#ajv.compile(exactSchema(schema, nameOf(operation, status), resolve) as object);
    this.#validators.set(name, validate);
    return validate;
  }

  #published({ file, method, path }: Operation, status: number): Json | undefined {
    const responses = this.#document(file).paths[path]?.[method.toLowerCase()]?.responses;
    if (!responses) throw new Error(`${file} has no ${method} ${path}.`);
    return responses[String(status)]?.content?.['application/json']?.schema;
  }

  #resolve(file: string, reference: string): { name: string; schema: Json } {
    const [document = '', name = ''] = reference.split('#/components/schemas/');
    const schema = this.#document(document === '' ? file : COMMON).components.schemas[name];
    if (schema === undefined) throw new Error(`${file} has no ${reference}.`);
    return { name, schema };
  }

  #document(file: string): Document {
    const known = this.#documents.get(file);
    if (known) return known;
    const document = JSON.parse(readFileSync(join(SPEC_FOLDER, file), 'utf8')) as Document;
    this.#documents.set(file, document);
    return document;
  }
}

/** Errors are alike wherever they come from. */
function nameOf({ method, path }: Operation, status: number): string {
  return status === 200 ? `${method} ${path}` : `an answer of ${status}`;
}

function commonError(status: number): Json {
  return status === 200 ? {} : { $ref: `${COMMON}#/components/schemas/${COMMON_ERRORS[status] ?? OTHER_ERRORS}` };
}

function departureOf({ keyword, params, parentSchema, data }: ErrorObject): string {
  const place = String((parentSchema as Record<string, unknown>)[PLACE]);
  if (keyword === 'required') return `${place}.${String(params.missingProperty)} is missing`;
  if (keyword === 'additionalProperties') return `${place}.${String(params.additionalProperty)} is not published`;
  if (data === null) return `${place} is null`;
  if (keyword === 'enum') return `${place} is ${JSON.stringify(data)}`;
  if (keyword === 'type') return `${place} is ${Array.isArray(data) ? 'a list' : `of type ${typeof data}`}`;
  return `${place} breaks ${keyword}`;
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
