import fc, { Arbitrary } from 'fast-check';
import { OpenApiDocument, Operation, operationsOf, Parameter, resolved, Schema } from '../document';
import { invalidText, validText } from './values';

/** A request made of what the contract says, or of its opposite. */
export interface GeneratedRequest {
  /** As in `get /path`. */
  readonly operation: string;
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string;
  /** In which way the contract forbids it; null when it allows it. */
  readonly wrong: string | null;
}

/** What the contract can't know: values that exist, so that requests get beyond the doors, and ones that would take too long. */
export interface Surroundings {
  /** By the name of the parameter: taken instead of, or now and then beside, what its schema allows. */
  readonly known: Readonly<Record<string, readonly string[]>>;
  /** By the name of the parameter: taken always. */
  readonly only: Readonly<Record<string, readonly string[]>>;
  /** By operation: what its body must have, or else its query. */
  readonly neededInBody: Readonly<Record<string, readonly string[]>>;
  /** Values of `Authorization` by security scheme, the right one first; null is none. */
  readonly authorizations: Readonly<Record<string, readonly (string | null)[]>>;
}

type Values = Readonly<Record<string, string | undefined>>;

interface Made {
  readonly accept?: string | undefined;
  readonly values: Values;
  readonly headers: Values;
  readonly body: string | undefined;
}

export function generatedRequest(document: OpenApiDocument, surroundings: Surroundings): Arbitrary<GeneratedRequest> {
  return fc.oneof(...operationsOf(document).map(({ name, operation }) => new RequestsOf(document, name, operation, surroundings).any()));
}

class RequestsOf {
  readonly #parameters: readonly Parameter[];
  readonly #bodySchema: Schema | undefined;
  /** The fields of its JSON body. */
  readonly #fields: Readonly<Record<string, Schema>>;
  /** The forms that an answer may have. Streams of events don't end. */
  readonly #forms: readonly string[];
  /** By the form that is asked for. Made once each: making takes longer than drawing from them. */
  readonly #madeFor = new Map<string | undefined, Arbitrary<Made>>();

  constructor(
    document: OpenApiDocument,
    private readonly name: string,
    private readonly operation: Operation,
    private readonly surroundings: Surroundings,
  ) {
    this.#parameters = (operation.parameters ?? []).map((parameter) => resolved(document, parameter));
    this.#bodySchema = resolved(document, operation.requestBody?.content['application/json']?.schema);
    this.#fields = (this.#bodySchema?.properties ?? {}) as Record<string, Schema>;
    const { content = {} } = resolved(document, operation.responses['200']) ?? {};
    this.#forms = Object.keys(content).filter((form) => form !== 'text/event-stream');
  }

  any(): Arbitrary<GeneratedRequest> {
    const invalid = this.#invalid();
    return invalid.length === 0 ? this.#valid() : fc.oneof(this.#valid(), ...invalid);
  }

  #valid(): Arbitrary<GeneratedRequest> {
    return this.#made().map((made) => this.#request(made, null));
  }

  #made(): Arbitrary<Made> {
    return this.#accept().chain((accept) => {
      const made = this.#madeFor.get(accept) ?? this.#madeWith(accept);
      this.#madeFor.set(accept, made);
      return made;
    });
  }

  #madeWith(accept: string | undefined): Arbitrary<Made> {
    return fc.record({ accept: fc.constant(accept), values: this.#values(), headers: this.#headers(), body: this.#body(accept) });
  }

  #accept(): Arbitrary<string | undefined> {
    return this.#forms.length > 1 ? optional(fc.constantFrom(...this.#forms)) : fc.constant(undefined);
  }

  /** One thing wrong at a time. Only where the operation says that it looks at its parameters. */
  #invalid(): Arbitrary<GeneratedRequest>[] {
    if (!('422' in this.operation.responses)) return [];
    const outOfSchema = this.#parameters.flatMap((parameter) => {
      const text = invalidTextOf(parameter);
      return text ? [this.#with(parameter.name, text, `${parameter.name} is not as documented`)] : [];
    });
    const required = this.#parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
    const missing = required.map(({ name }) => this.#with(name, fc.constant(undefined), `${name} is missing`));
    const unknown = fc
      .record({ made: this.#made(), name: fc.string({ minLength: 1, maxLength: 20 }) })
      .map(({ made, name }) => this.#request(made, 'a parameter is not documented', `${encodeURIComponent(`x-${name}`)}=1`));
    return [fc.oneof(unknown, ...missing, ...outOfSchema), ...this.#brokenBodies()];
  }

  #with(name: string, text: Arbitrary<string | undefined>, wrong: string): Arbitrary<GeneratedRequest> {
    return fc
      .record({ made: this.#made(), given: text })
      .map(({ made, given }) => this.#request({ ...made, values: { ...made.values, [name]: given } }, wrong));
  }

  #brokenBodies(): Arbitrary<GeneratedRequest>[] {
    if (!this.#bodySchema) return [];
    const broken = fc.constantFrom('{"limit":', '[]', '"text"', '7', '{"unknown":1}', '{"limit":{}}', '{"__proto__":1}', 'null x');
    return [
      fc
        .record({ values: this.#values(), headers: this.#headers(), body: broken })
        .map((made) => this.#request(made, 'the body is not as documented')),
    ];
  }

  /** Of the path and the query. What may be in a body as well is given there, since twice it would have to be the same. */
  #values(): Arbitrary<Values> {
    const needed = this.#parameters.filter(({ name, in: place }) => place !== 'header' && !(name in this.#fields));
    const values = needed.map(
      (parameter) => [parameter.name, parameter.required ? this.#textOf(parameter) : optional(this.#textOf(parameter))] as const,
    );
    return fc.record(Object.fromEntries(values));
  }

  #textOf({ name, schema }: Pick<Parameter, 'name' | 'schema'>): Arbitrary<string> {
    const only = this.surroundings.only[name];
    if (only) return fc.constantFrom(...only);
    const known = this.surroundings.known[name]?.filter((value) => isPossible(schema, value));
    const text = validText(schema);
    return known?.length ? fc.oneof({ arbitrary: fc.constantFrom(...known), weight: 9 }, { arbitrary: text, weight: 1 }) : text;
  }

  #headers(): Arbitrary<Values> {
    const documented = this.#parameters.filter(({ in: place }) => place === 'header');
    const values = documented.map((parameter) => [parameter.name, optional(this.#textOf(parameter))] as const);
    return fc.record({ ...Object.fromEntries(values), authorization: this.#authorization() });
  }

  #authorization(): Arbitrary<string | undefined> {
    const [scheme = 'leadconnector'] = Object.keys(this.operation.security?.[0] ?? {});
    const [right, ...others] = (this.surroundings.authorizations[scheme] ?? []).map((value) => value ?? undefined);
    return fc.oneof({ arbitrary: fc.constant(right), weight: 12 }, { arbitrary: fc.constantFrom(...others), weight: 1 });
  }

  #body(accept?: string): Arbitrary<string | undefined> {
    if (Object.keys(this.#fields).length === 0) return fc.constant(this.#bodySchema && '{}');
    const required = [...((this.#bodySchema?.required ?? []) as readonly string[]), ...(this.surroundings.neededInBody[this.name] ?? [])];
    const fields = Object.entries(this.#fields).map(([name, schema]) => [name, this.#textOf({ name, schema })] as const);
    return fc
      .record(Object.fromEntries(fields), { requiredKeys: required })
      .map((texts) => consistent(texts as Values, accept))
      .map((texts) => JSON.stringify(mapValues(texts, (text, name) => asJson(this.#fields[name] ?? {}, text))));
  }

  #request(made: Made, wrong: string | null, extra?: string): GeneratedRequest {
    const [method = '', path = ''] = this.name.split(' ');
    const values = wrong === null ? consistent(made.values, made.accept) : made.values;
    const isInPath = (name: string) => path.includes(`{${name}}`);
    const query = Object.entries(values).flatMap(([name, value]) =>
      value === undefined || isInPath(name) ? [] : [`${name}=${encodeURIComponent(value)}`],
    );
    const pathname = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
    const sent = [...query, ...(extra === undefined ? [] : [extra])].join('&');
    const headers = Object.entries(made.headers).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return {
      operation: this.name,
      method: method.toUpperCase(),
      url: sent === '' ? pathname : `${pathname}?${sent}`,
      headers: {
        ...Object.fromEntries(headers),
        ...(made.accept !== undefined && { accept: made.accept }),
        ...(made.body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(made.body !== undefined && { payload: made.body }),
      wrong,
    };
  }
}

const optional = (text: Arbitrary<string>): Arbitrary<string | undefined> => fc.option(text, { freq: 3, nil: undefined });

function invalidTextOf({ in: place, schema, allowEmptyValue }: Parameter): Arbitrary<string> | undefined {
  const text = place === 'header' ? undefined : invalidText(schema);
  // A path without it would be another path.
  if (place === 'path') return text?.filter((value) => /^[^./]/.test(value));
  return allowEmptyValue ? text?.filter((value) => value !== '') : text;
}

function mapValues(values: Values, map: (text: string, name: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).flatMap(([name, text]) => (text === undefined ? [] : [[name, map(text, name)]])));
}

function asJson({ type }: Schema, text: string): unknown {
  if (type === 'integer') return Number(text);
  if (type === 'boolean') return text === 'true';
  return type === 'array' ? text.split(',') : text;
}

/** Several operations have parameters of the same name and other values. */
function isPossible({ pattern, enum: allowed }: Schema, value: string): boolean {
  if (Array.isArray(allowed)) return allowed.includes(value);
  return typeof pattern !== 'string' || new RegExp(pattern).test(value);
}

/** What the contract says in words only: parameters that exclude each other, that have an order, that need a form of the answer. */
function consistent(values: Values, accept: string | undefined): Values {
  const { lastMessageId, endDate, limit, includeTotal, columns, ...others } = values;
  const isPage = accept === undefined || accept === 'application/json';
  const isTable = accept === 'text/csv' && columns !== undefined;
  return {
    ...others,
    ...(isPage && { limit, includeTotal }),
    ...(isTable && { columns, includeContact: 'true' }),
    ...(others.cursor === undefined && { lastMessageId }),
    ...(others.startAfterDate === undefined && others.startDate === undefined && { endDate }),
  };
}
