import Ajv2020, { ErrorObject, ValidateFunction } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { DocumentedAnswer, DocumentedBody, OpenApiDocument, operationsOf, readDocument, resolved, Schema } from './document';
import { eventsOf, linesOf } from './event-stream';
import { OperationFinder } from './operation-finder';

/** An answer as it came over the wire. */
export interface ContractAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed, where it's JSON; else the text. */
  readonly body: unknown;
}

/** The committed contract, able to say whether an answer keeps to it. What it compiles, it compiles when first needed, and once. */
export class Contract {
  readonly finder: OperationFinder;
  readonly #ajv: Ajv2020;
  readonly #validators = new Map<object, ValidateFunction>();

  constructor(readonly document: OpenApiDocument = readDocument()) {
    this.finder = new OperationFinder(document);
    // The document has keywords of OpenAPI's own beside those of JSON Schema. Whole numbers come as text in headers.
    this.#ajv = addFormats(new Ajv2020({ strict: false, allErrors: true, validateSchema: false }));
    const { schemas = {} } = document.components;
    this.#ajv.addSchema({ $id: 'contract', components: { schemas } });
  }

  /** What is wrong with the answer by the contract of `get /path`; nothing when it keeps to it. */
  faultsOf(operation: string, answer: ContractAnswer): readonly unknown[] {
    const [method = '', path = ''] = operation.split(' ');
    const documented = this.#answerOf(method, path, answer.status);
    if (!documented) return [`${operation} is not documented to be answered ${answer.status}`];
    return [...this.#faultsOfBody(documented, answer), ...this.#faultsOfHeaders(documented.headers ?? {}, answer.headers)];
  }

  /** What is wrong with a value by a schema of the document. */
  faultsOfValue(schema: Schema, value: unknown): readonly ErrorObject[] {
    const validate = this.#validatorOf(schema);
    return validate(value) ? [] : (validate.errors ?? []);
  }

  /** What is wrong with the examples of all documented bodies, and of every schema. */
  faultsOfExamples(): readonly unknown[] {
    return [...this.#faultsOfExamplesOfBodies(), ...schemasIn(this.document).flatMap((schema) => this.#faultsOfItsExamples(schema))];
  }

  #faultsOfItsExamples({ example, examples = [], ...schema }: Schema): readonly unknown[] {
    const given = [...(examples as readonly unknown[]), ...(example === undefined ? [] : [example])];
    return given.flatMap((one) => this.faultsOfValue(schema, one).map((fault) => ({ example: one, ...fault })));
  }

  #faultsOfExamplesOfBodies(): readonly unknown[] {
    return operationsOf(this.document).flatMap(({ name, operation }) => {
      const answers = Object.values(operation.responses).map((answer) => resolved(this.document, answer).content);
      return [operation.requestBody?.content, ...answers]
        .flatMap((content) => Object.values(content ?? {}))
        .flatMap((documented) => (documented.example === undefined ? [] : this.#faultsOfContent(documented, documented.example)))
        .map((fault) => ({ operation: name, ...fault }));
    });
  }

  #answerOf(method: string, path: string, status: number): DocumentedAnswer | undefined {
    return resolved(this.document, this.document.paths[path]?.[method]?.responses[String(status)]);
  }

  #faultsOfBody({ content = {} }: DocumentedAnswer, { headers, body }: ContractAnswer): readonly unknown[] {
    const mediaType = (headers.get('content-type') ?? '').split(';')[0] ?? '';
    const documented = content[mediaType];
    if (documented) {
      return this.#faultsOfContent(documented, body);
    }
    if (body === '' || body === null) return Object.keys(content).length === 0 ? [] : ['the body is missing'];
    return [`a body of ${mediaType || 'no content type'} is not documented`];
  }

  #faultsOfContent({ schema, 'x-event-data': event, 'x-line-data': line }: DocumentedBody, body: unknown): readonly ErrorObject[] {
    if (event) return eventsOf(String(body)).flatMap((data) => this.faultsOfValue(event, data));
    if (line) return linesOf(String(body)).flatMap((data) => this.faultsOfValue(line, data));
    return this.faultsOfValue(schema, body);
  }

  #faultsOfHeaders(documented: NonNullable<DocumentedAnswer['headers']>, headers: Headers): readonly string[] {
    const known = new Set(Object.keys(documented).map((name) => name.toLowerCase()));
    const unknown = [...headers.keys()].filter((name) => !OF_HTTP.has(name) && !known.has(name));
    const faults = Object.entries(documented).flatMap(([name, given]) => {
      const { required, schema } = resolved(this.document, given);
      const text = headers.get(name);
      if (text === null) return required ? [`the header ${name} is missing`] : [];
      const value = schema.type === 'integer' ? Number(text) : text;
      return this.faultsOfValue(schema, value).map(({ message }) => `the header ${name} is ${JSON.stringify(text)}: it ${message}`);
    });
    return [...faults, ...unknown.map((name) => `the header ${name} is not documented`)];
  }

  #validatorOf(schema: Schema): ValidateFunction {
    const compiled = this.#validators.get(schema) ?? this.#ajv.compile(pointingInto(schema));
    this.#validators.set(schema, compiled);
    return compiled;
  }
}

let shared: Contract | undefined;

/** One for all who ask in this process. */
export function readContract(): Contract {
  return (shared ??= new Contract());
}

/** Headers that HTTP itself brings along, and what browsers are told of other origins where an operator lets these in. */
const OF_HTTP = new Set([
  'access-control-allow-origin',
  'access-control-expose-headers',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'transfer-encoding',
  'vary',
]);

/** Every schema of the document that has examples, wherever it stands. */
function schemasIn(node: unknown): readonly Schema[] {
  if (typeof node !== 'object' || node === null) return [];
  const { example, examples, type, $ref, anyOf, allOf } = node as Schema;
  const isSchema = [type, $ref, anyOf, allOf].some((one) => one !== undefined);
  const own = isSchema && (example !== undefined || Array.isArray(examples)) ? [node as Schema] : [];
  return [...own, ...Object.values(node).flatMap(schemasIn)];
}

/** The schema with its references pointing into the whole document, from wherever it stands. */
function pointingInto<Node>(node: Node): Node {
  if (Array.isArray(node)) return node.map((item: unknown) => pointingInto(item)) as Node;
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([name, value]) => [
      name,
      name === '$ref' && typeof value === 'string' && value.startsWith('#') ? `contract${value}` : pointingInto(value),
    ]),
  ) as Node;
}
