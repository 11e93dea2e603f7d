import { OpenApiDocument, operationsOf } from './document';

interface Pattern {
  readonly name: string;
  readonly method: string;
  readonly segments: readonly string[];
}

/** Which operation of the contract a request is of. */
export class OperationFinder {
  readonly #patterns: readonly Pattern[];

  constructor(document: OpenApiDocument) {
    this.#patterns = operationsOf(document)
      .map(({ name, path }) => ({ name, method: name.split(' ')[0] ?? '', segments: path.split('/') }))
      // Where several paths match, the one with the fewest parameters: `messages/export` before `messages/{id}`.
      .sort((one, other) => parametersIn(one) - parametersIn(other));
  }

  /** As in `get /path/{id}`; undefined when no operation has this method and path. HEAD is answered like GET. */
  find(method: string, pathname: string): string | undefined {
    const wanted = method === 'HEAD' ? 'get' : method.toLowerCase();
    const segments = pathname.split('/');
    return this.#patterns.find((pattern) => pattern.method === wanted && matches(pattern.segments, segments))?.name;
  }
}

function parametersIn({ segments }: Pattern): number {
  return segments.filter(isParameter).length;
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
  return pattern.length === segments.length && pattern.every((one, at) => (isParameter(one) ? segments[at] !== '' : one === segments[at]));
}

const isParameter = (segment: string): boolean => segment.startsWith('{');
