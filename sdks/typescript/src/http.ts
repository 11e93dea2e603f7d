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
import type { PipelineSettings } from './transport/pipeline.ts';
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
type UntypedRequest = (verb: string, path: string, init: Record<string, unknown>) => Promise<RawAnswer>;

interface RawAnswer {
  readonly data?: unknown;
  readonly response: Response;
}

/** How an operation is asked for something else than JSON. */
interface Form {
  readonly headers: Readonly<Record<string, string>>;
  readonly parseAs: 'stream';
}

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
    input: Input<Path, Verb>,
    options?: CallOptions,
  ): Promise<unknown> {
    try {
      return (await this.request(verb, path, input, options)).data;
    } catch (error) {
      // What is said of the text would show some of it.
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }

  /** The answer of an operation as it comes. @throws InvalidAnswerError when it's of another media type: something else answered */
  async stream<Path extends keyof paths>(
    path: Path,
    mediaType: string,
    input: Input<Path, 'get'>,
    options?: CallOptions,
  ): Promise<Response> {
    const form: Form = { headers: { Accept: mediaType }, parseAs: 'stream' };
    const { response } = await this.request('get', path, input, options, form);
    if (response.headers.get('content-type')?.startsWith(mediaType)) return response;
    await response.body?.cancel();
    throw new InvalidAnswerError({ method: 'GET', path }, `was answered with something else than ${mediaType}`);
  }

  /** What holds for a call. */
  settings(options: CallOptions = {}): PipelineSettings {
    return settingsOf(this.options, options, this.token);
  }

  private async request<Path extends keyof paths, Verb extends Method>(
    verb: Verb,
    path: Path,
    { path: inPath, query, headers, body }: Input<Path, Verb>,
    options: CallOptions = {},
    form?: Form,
  ): Promise<RawAnswer> {
    const request = this.raw.request as unknown as UntypedRequest;
    const fetch = pipeline(this.settings(options));
    const all = { ...headers, ...form?.headers, ...headersOf(options) };
    const init = { ...form, params: { path: inPath, query }, body, headers: all, fetch };
    return withSignal(options.signal, (signal) => request(verb, path, { ...init, signal }));
  }
}
