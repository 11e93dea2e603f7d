import { OpenAPIObject } from '@nestjs/swagger';
import examples from './examples.json';

/** The answers of a run against the sandbox, as in `searchMessages 200 application/json`. */
const EXAMPLES = examples as Readonly<Record<string, unknown>>;

interface Operation {
  readonly operationId?: string;
  readonly responses?: Readonly<Record<string, { readonly content?: Readonly<Record<string, object>> }>>;
}

/** The document with real answers as its examples, where there are any. */
export function withRealExamples(document: OpenAPIObject): OpenAPIObject {
  const paths = mapValues(document.paths as Readonly<Record<string, object>>, (operations) =>
    mapValues(operations as Readonly<Record<string, Operation>>, withItsExamples),
  );
  return { ...document, paths };
}

function withItsExamples(operation: Operation): Operation {
  const { operationId = '', responses } = operation;
  if (responses === undefined) return operation;
  const answers = mapValues(responses, (answer, status) => {
    if (answer.content === undefined) return answer;
    const content = mapValues(answer.content, (body, mediaType) => {
      const example = EXAMPLES[`${operationId} ${status} ${mediaType}`];
      return example === undefined ? body : { ...body, example };
    });
    return { ...answer, content };
  });
  return { ...operation, responses: answers };
}

function mapValues<Value, Mapped>(
  record: Readonly<Record<string, Value>>,
  map: (value: Value, key: string) => Mapped,
): Record<string, Mapped> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
