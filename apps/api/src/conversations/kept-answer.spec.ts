import { keepAnswer, renderKept } from './kept-answer';

describe('an answer that is kept', () => {
  it.each<[string, Record<string, unknown>]>([
    ['fields', { message: { id: 'm1', body: 'Grüße, 今日は 🙂' } }],
    ['no field', {}],
  ])('is given out with %s as upstream sent them, and the trace id of whoever asks', (_, body) => {
    const kept = keepAnswer({ body, traceId: 'theirs', locationId: 'loc1' }, 'loc1');
    for (const traceId of ['one', 'the "other"'])
      expect(JSON.parse(renderKept(kept, traceId).toString('utf8'))).toEqual({ ...body, traceId });
  });
});
