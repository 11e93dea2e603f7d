import { STATUS_CODES } from 'node:http';

/** An answer other than 200, with upstream's `{statusCode, message, error}`. On 422 `message` is an array. */
export class UpstreamError extends Error {
  constructor(
    readonly statusCode: number,
    readonly answer: string | readonly string[],
  ) {
    super(typeof answer === 'string' ? answer : answer.join(', '));
  }

  body(): Record<string, unknown> {
    return { statusCode: this.statusCode, message: this.answer, error: STATUS_CODES[this.statusCode] ?? 'Error' };
  }
}

export const cursorExpired = () => new UpstreamError(400, 'Cursor has expired');

export const unprocessable = (faults: readonly string[]) => new UpstreamError(422, faults);
