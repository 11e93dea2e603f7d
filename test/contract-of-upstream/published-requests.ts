import { existsSync, readFileSync } from 'node:fs';
import { IncomingHttpHeaders } from 'node:http';
import { join } from 'node:path';

/** Where the vendor's published files lie, if they are at hand; they are no part of this repository. */
const SPEC_FOLDER = join(__dirname, '../../../shared/upstream/spec');
const FILES = ['conversations.json', 'contacts.json', 'users.json'];

export const isSpecAtHand = existsSync(SPEC_FOLDER);

/** A request as upstream would see it. Without headers where they aren't known. */
export interface SentRequest {
  readonly method: string;
  /** Path and query, encoded. */
  readonly target: string;
  readonly headers?: IncomingHttpHeaders;
  /** Parsed JSON; undefined without a body. */
  readonly body?: unknown;
}

interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'header' | 'path';
  readonly required?: boolean;
  readonly schema?: { readonly type?: string; readonly enum?: readonly string[]; readonly minimum?: number; readonly maximum?: number };
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: unknown;
}

/** Headers of HTTP itself, which no description of an API lists; the bearer token is published as the security of every operation. */
const OF_HTTP = ['accept', 'accept-encoding', 'authorization', 'connection', 'content-length', 'content-type', 'host', 'user-agent'];

/** Query parameters that are lists: each item is a value of its own. */
const LISTS = ['type', 'assignedTo', 'followers', 'mentions'];

/** The vendor's published description of requests, able to say where one departs from it. */
export class PublishedRequests {
  readonly #operations = FILES.flatMap((file) => {
    const { paths } = JSON.parse(readFileSync(join(SPEC_FOLDER, file), 'utf8')) as { paths: Record<string, Record<string, Operation>> };
    return Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ name: `${method.toUpperCase()} ${path}`, path, operation })),
    );
  });

  /** Every departure, each a sentence that names the operation; none when the request is as published. */
  departuresOf({ method, target, headers, body }: SentRequest): readonly string[] {
    const { pathname, searchParams } = new URL(target, 'http://upstream');
    const found = this.#operationAt(method, pathname);
    if (!found) return [`${method} ${pathname} is not published`];
    const departures = [
      ...departuresOfQuery(this.queryOf(found.name), searchParams),
      ...departuresOfHeaders(found.operation.parameters ?? [], headers),
      ...(body !== undefined && found.operation.requestBody === undefined ? ['a body is sent'] : []),
    ];
    return departures.map((departure) => `${found.name}: ${departure}`);
  }

  /** The published query parameters of an operation, by its method and published path. */
  queryOf(name: string): readonly Parameter[] {
    const operation = this.#operations.find((one) => one.name === name)?.operation;
    if (!operation) throw new Error(`${name} is not published.`);
    return (operation.parameters ?? []).filter((parameter) => parameter.in === 'query');
  }

  /** Where several paths match, the one with the fewest parameters: `messages/export` before `messages/{id}`. */
  #operationAt(method: string, pathname: string) {
    const [found] = this.#operations
      .filter(({ name, path }) => name.startsWith(`${method} `) && matches(path, pathname))
      .sort((one, other) => one.path.split('{').length - other.path.split('{').length);
    return found;
  }
}

function matches(template: string, pathname: string): boolean {
  const segments = pathname.split('/');
  const wanted = template.split('/');
  return wanted.length === segments.length && wanted.every((one, at) => (one.startsWith('{') ? segments[at] !== '' : one === segments[at]));
}

function departuresOfQuery(published: readonly Parameter[], sent: URLSearchParams): string[] {
  const names = [...sent.keys()];
  const unknown = names.filter((name) => !published.some((parameter) => parameter.name === name));
  const twice = names.filter((name, at) => names.indexOf(name) !== at);
  const missing = published.filter(({ name, required }) => required && !sent.has(name));
  return [
    ...unknown.map((name) => `the parameter ${name} is not published`),
    ...twice.map((name) => `the parameter ${name} is sent twice`),
    ...missing.map(({ name }) => `the parameter ${name} is missing`),
    ...published.flatMap((parameter) => sent.getAll(parameter.name).flatMap((value) => departuresOfValue(parameter, value))),
  ];
}

function departuresOfValue({ name, schema = {} }: Parameter, value: string): string[] {
  const items = LISTS.includes(name) ? value.split(',') : [value];
  const { enum: allowed, minimum = -Infinity, maximum = Infinity } = schema;
  if (allowed && items.some((item) => !allowed.includes(item))) return [`the parameter ${name} has a value that is not published`];
  if (schema.type !== 'number') return [];
  if (value.trim() === '' || !Number.isFinite(Number(value))) return [`the parameter ${name} is no number`];
  return Number(value) < minimum || Number(value) > maximum ? [`the parameter ${name} is out of its range`] : [];
}

function departuresOfHeaders(parameters: readonly Parameter[], sent: IncomingHttpHeaders | undefined): string[] {
  if (!sent) return [];
  const published = parameters.filter((parameter) => parameter.in === 'header');
  const known = [...OF_HTTP, ...published.map(({ name }) => name.toLowerCase())];
  return [
    ...Object.keys(sent).flatMap((name) => (known.includes(name) ? [] : [`the header ${name} is not published`])),
    ...(/^Bearer \S+$/.test(sent.authorization ?? '') ? [] : ['there is no bearer token']),
    ...published.flatMap(({ name, schema }) => {
      const value = String(sent[name.toLowerCase()]);
      return schema?.enum && !schema.enum.includes(value) ? [`the header ${name} is ${value}`] : [];
    }),
  ];
}
