import { RecordedRequest } from '../../apps/sandbox/src/create-sandbox';

const EXPORT = '/conversations/messages/export';

/** Whether upstream is asked about a token only: a page of messages that is thrown away, or one conversation. */
export function isAccessQuestion({ path, query }: RecordedRequest): boolean {
  if (path === EXPORT) return query.sortBy === undefined;
  return path === '/conversations/search' && query.limit === '1' && query.id === undefined;
}

/** Whether a walk asks for a page of the size that upstream gives; the first of a process asks for more and is refused. */
export function isWalkPage({ path, query }: RecordedRequest): boolean {
  return path === EXPORT && query.sortBy === 'updatedAt' && query.limit === '500';
}

/** Whether a walk asks for its first page. */
export function isWalkStart(request: RecordedRequest): boolean {
  return isWalkPage(request) && request.query.cursor === undefined;
}

/** The nth walk page from now on, and those after it up to `times` in all. */
export function nthWalkPage(nth: number): (request: RecordedRequest) => boolean {
  let seen = 0;
  return (request) => isWalkPage(request) && ++seen >= nth;
}

/** Which walk pages were asked for, each by what tells it from others; answered ones only. */
export function walkPagesOf(requests: readonly RecordedRequest[]): string[] {
  return requests
    .filter((request) => isWalkPage(request) && request.status === 200)
    .map(({ query }) => `${query.endDate ?? 'now'} ${query.cursor ?? 'first'}`);
}
