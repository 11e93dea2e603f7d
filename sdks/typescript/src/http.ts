import createClient from 'openapi-fetch';
import type { Client } from 'openapi-fetch';
import { withSignal } from './call.signal.ts';
import { headersOf, settingsOf } from './client.options.ts';
import type { CallOptions, ClientOptions } from './client.options.ts';
import type { JsonAnswer, Method, Query } from './contract.types.ts';
import { InvalidAnswerError } from './errors.ts';
import type { paths } from './generated/contract.ts';
import { systemRuntime } from './runtime.ts';
import type { Runtime } from './runtime.ts';
import { pipeline } from './transport/pipeline.ts';
import type { Token } from './transport/transport.types.ts';

/** Every operation of the contract, typed, by method and path. It throws this client's errors, so `error` is never set. */
export type RawClient = Client<paths>;

/** What an operation is asked for. */
export interface Input<Path extends keyof paths, Verb extends Method> {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: Query<Path, Verb>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

/** `raw.request` once its types are those of `Http.answer`. */
type UntypedRequest = (verb: string, path: string, init: Record<string, unknown>) => Promise<{ readonly data?: unknown }>;

/** The contract's operations with one credential. */
export class Http {
  readonly raw: RawClient;
  readonly runtime: Runtime;

  constructor(
    private readonly options: ClientOptions,
    private readonly token: Token | undefined,
  ) {
    this.runtime = options.runtime ?? systemRuntime;
    this.raw = createClient<paths>({
      baseUrl: options.baseUrl,
      headers: options.headers,
      fetch: pipeline(settingsOf(options, {}, token)),
      // `type=TYPE_CALL,TYPE_SMS`, as the contract has it.
      querySerializer: { array: { style: 'form', explode: false } },
    });
  }

  /** The JSON with which an operation is answered. @throws InvalidAnswerError when it is none: something else answered */
  async answer<Path extends keyof paths, Verb extends Method, Status extends number>(
    verb: Verb,
    path: Path,
    _status: Status,
    input: Input<Path, Verb>,
    options?: CallOptions,
  ): Promise<JsonAnswer<Path, Verb, Status>> {
    const data = await this.send(verb, path, input, options);
    if (typeof data === 'object' && data !== null) return data as JsonAnswer<Path, Verb, Status>;
    throw new InvalidAnswerError({ method: verb.toUpperCase(), path }, 'was answered with something else than JSON');
  }

  /** The same for an operation that is answered with nothing. */
  async send<Path extends keyof paths, Verb extends Method>(
    verb: Verb,
    path: Path,
    { path: inPath, query, headers, body }: Input<Path, Verb>,
    options: CallOptions = {},
  ): Promise<unknown> {
    const request = this.raw.request as unknown as UntypedRequest;
    try {
      const fetch = pipeline(settingsOf(this.options, options, this.token));
      const init = { params: { path: inPath, query }, body, headers: { ...headers, ...headersOf(options) }, fetch };
      const { data } = await withSignal(options.signal, (signal) => request(verb, path, { ...init, signal }));
      return data;
    } catch (error) {
      // What is said of the text would show some of it.
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}
