import { MessagesError } from '../errors';

export function otherQuery(): MessagesError {
  return new MessagesError('cursor-of-other-query', 'The cursor belongs to other filters or another sort.');
}
