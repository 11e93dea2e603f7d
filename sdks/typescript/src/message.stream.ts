import type { CallOptions } from './client.options.ts';
import type { Message, StreamEnd, StreamParameters } from './contract.types.ts';
import { BrokenStreamError, IncompleteError, InvalidAnswerError } from './errors.ts';
import type { LeadConnectorMessagesError } from './errors.ts';
import type { Http } from './http.ts';
import { searchQuery } from './parameters.ts';
import { retryDelayMs } from './policy/retry-delay.ts';
import { linesOf } from './stream.lines.ts';
import { StreamPosition } from './stream.position.ts';

const PATH = '/messages/search';
const CALL = { method: 'GET', path: PATH };
const NDJSON = 'application/x-ndjson';

/** A message, or the last line, which alone has no `id`. */
type Line = Message | (StreamEnd & { readonly id?: undefined });

/**
 * Every message of a search in one request: iterate over it. One that breaks off goes on where it was, within the limits of retries. The
 * loop ends only after the last line, which says that nothing is missing.
 */
export class MessageStream implements AsyncIterable<Message> {
  private reached: StreamEnd | null = null;

  constructor(
    private readonly http: Http,
    private readonly parameters: StreamParameters,
    private readonly options?: CallOptions,
  ) {}

  /** What is known at the end; null until the loop is over. */
  get end(): StreamEnd | null {
    return this.reached;
  }

  /**
   * @throws BrokenStreamError or TimeoutError when it broke off too often
   * @throws IncompleteError after the last message, when the service hadn't every message and `allowPartial` isn't set
   * @throws InvalidAnswerError when something else answered
   */
  async *[Symbol.asyncIterator](): AsyncGenerator<Message, void, undefined> {
    this.reached = null;
    const { retry, onRetry, runtime } = this.http.settings(this.options);
    const pass = new Pass(this.http, this.parameters, this.options);
    let failures = 0;
    for (let began = runtime.now(); ;) {
      const before = pass.count;
      try {
        yield* pass.messages();
        break;
      } catch (error) {
        if (this.options?.signal?.aborted || !pass.isBroken) throw error;
        // What came meanwhile is no failure: only those in a row count, and the time since the last message.
        if (pass.count > before) [failures, began] = [0, runtime.now()];
        failures += 1;
        const delayMs = retryDelayMs({ method: 'GET', error, failures, elapsedMs: runtime.now() - began }, retry, runtime.random);
        if (delayMs === null) throw error;
        onRetry?.({ error: error as LeadConnectorMessagesError, failures, delayMs });
        await runtime.sleep(delayMs, this.options?.signal);
      }
    }
    if (!pass.end?.complete && this.parameters.allowPartial !== true) throw new IncompleteError(CALL);
    this.reached = pass.end;
  }
}

/** One reading from beginning to end, in as many answers as it takes. */
class Pass {
  /** Messages given away. */
  count = 0;
  end: StreamEnd | null = null;
  /** Whether what went wrong did so within an answer: to get one at all is tried again below. */
  isBroken = false;
  private firstAsOf: string | null = null;
  private readonly position: StreamPosition;

  constructor(
    private readonly http: Http,
    parameters: StreamParameters,
    private readonly options?: CallOptions,
  ) {
    this.position = new StreamPosition(parameters);
  }

  async *messages(): AsyncGenerator<Message, void, undefined> {
    const { timeoutMs, runtime } = this.http.settings(this.options);
    this.isBroken = false;
    const { body, headers } = await this.http.stream(PATH, NDJSON, { query: searchQuery(this.position.rest()) }, this.options);
    // A later answer knows later changes, of messages that this one has passed by: it is the first one's word that counts.
    this.firstAsOf ??= headers.get('x-as-of');
    this.isBroken = true;
    if (body === null) throw new BrokenStreamError(CALL);
    let lines = 0;
    for await (const part of linesOf(body, { call: CALL, timeoutMs, runtime, signal: this.options?.signal })) {
      for (const text of part) {
        const line = lineOf(text);
        if (line.id === undefined) return this.finish(line, lines);
        lines += 1;
        if (!this.position.accept(line)) continue;
        this.count += 1;
        yield line;
      }
    }
    throw new BrokenStreamError(CALL);
  }

  private finish(last: StreamEnd, lines: number): void {
    if (last.count !== lines) throw new InvalidAnswerError(CALL, `counts ${last.count} messages, and had ${lines}`);
    const { complete, asOf, traceId } = last;
    this.end = { complete, asOf: this.firstAsOf ?? asOf, count: this.count, traceId };
  }
}

/** @throws InvalidAnswerError when it's none; what is said of the text would show some of it */
function lineOf(text: string): Line {
  const line = parsed(text);
  if (typeof line === 'object' && line !== null) return line as Line;
  throw new InvalidAnswerError(CALL, 'has a line that is no JSON');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
