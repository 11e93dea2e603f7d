import { prefersEventStream } from './accepted-type';

describe('prefersEventStream', () => {
  it.each([
    ['text/event-stream', true],
    ['text/event-stream, */*;q=0.1', true],
    ['Text/Event-Stream;q=0.5', true],
    ['application/json, text/event-stream', true],
    ['application/json;q=0.4, text/event-stream;q=0.5', true],
    ['application/json, text/event-stream;q=0.9', false],
    ['text/event-stream;q=0', false],
    ['text/event-stream;q=x', false],
    ['*/*', false],
    ['text/*', false],
    ['application/json', false],
    [undefined, false],
  ])('%s: %s', (accept, expected) => {
    expect(prefersEventStream(accept)).toBe(expected);
  });
});
