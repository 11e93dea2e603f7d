import { seenIds } from './seen-ids';

describe('the ids in an answer', () => {
  const message = { id: 'm1', conversationId: 'c1', locationId: 'loc1' };
  const seen = [
    { id: 'm1', locationId: 'loc1' },
    { id: 'c1', locationId: 'loc1' },
  ];

  it.each<[string, Record<string, unknown>]>([
    ['an export', { messages: [message], nextCursor: null }],
    ["a conversation's messages as they come", { messages: { messages: [message] } }],
    ["a conversation's messages as published", { messages: [message], nextPage: false }],
    ['a message as it comes', { message }],
    ['a message as published', message],
  ])('are those of the messages and their conversations in %s', (_, body) => {
    expect([...seenIds(body)]).toEqual(seen);
  });

  it('are those of conversations', () => {
    expect([...seenIds({ conversations: [{ id: 'c1', locationId: 'loc1' }], total: 1 })]).toEqual([{ id: 'c1', locationId: 'loc1' }]);
  });

  it.each<[string, Record<string, unknown>]>([
    ['nothing', {}],
    ['records of no location', { messages: [{ id: 'm1' }, { id: 'm2', locationId: null }] }],
    ['what is no record', { messages: [null, 'm1', 7, ['m1']] }],
    ['what is no list', { messages: 'm1', conversations: undefined }],
    ['ids that are none', { message: { id: 7, conversationId: null, locationId: 'loc1' } }],
  ])('are none where there is %s', (_, body) => {
    expect([...seenIds(body)]).toEqual([]);
  });
});
