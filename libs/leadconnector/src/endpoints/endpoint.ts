import { z } from 'zod';

/**
 * An endpoint is data: one generic `send` executes it. `Arguments` are what a caller gives, `Answer` what the answer is reduced to.
 * Names in `path` stand in braces; every argument must be in exactly one of path, query and body.
 */
export interface Endpoint<Arguments extends object, Answer> {
  readonly method: 'GET' | 'POST';
  /** The template, with `{name}` for each path parameter. */
  readonly path: string;
  readonly query: readonly (keyof Arguments & string)[];
  readonly body: readonly (keyof Arguments & string)[];
  /** The body is sent as a form, as OAuth wants it (RFC 6749), instead of as JSON. */
  readonly form?: true;
  /** The request carries its own credentials: no token goes with it, and the credential only says whose budget is spent. */
  readonly anonymous?: true;
  /** The only `Version` that the endpoint is published with, where that is another matter than the rest of the API's. */
  readonly version?: string;
  /** May be sent again when it is not known whether upstream has acted on it. */
  readonly idempotent: boolean;
  /** The OAuth scope that a token needs; empty where none is needed. */
  readonly scope: string;
  /** Understands the published and the observed shape; validates the envelope and passes the records on as they are. */
  readonly answer: z.ZodType<Answer>;
}

/** Declares an endpoint whose arguments are checked against its parameters by the compiler. */
export function endpoint<Arguments extends object>() {
  return <Answer>(
    definition: Omit<Endpoint<Arguments, Answer>, 'query' | 'body'> & Partial<Pick<Endpoint<Arguments, Answer>, 'query' | 'body'>>,
  ): Endpoint<Arguments, Answer> => ({ query: [], body: [], ...definition });
}
