import { ChangeFeed } from '../changes.feed.ts';
import type { CallOptions } from '../client.options.ts';
import type { ChangesParameters, SearchParameters, Stats, StatsParameters, StreamParameters } from '../contract.types.ts';
import type { Http } from '../http.ts';
import { MessageSearch } from '../message.search.ts';
import { MessageStream } from '../message.stream.ts';
import { listOf, momentOf } from '../parameters.ts';

const STATS = '/messages/stats';

/** Messages of a location by update date, each with its user. */
export class MessagesResource {
  constructor(private readonly http: Http) {}

  /** Nothing is asked before the first message or page is. */
  search(parameters: SearchParameters, options?: CallOptions): MessageSearch {
    return new MessageSearch(this.http, parameters, options);
  }

  /** The same in one request, as fast as it's taken. Nothing is asked before the first message is. */
  stream(parameters: StreamParameters, options?: CallOptions): MessageStream {
    return new MessageStream(this.http, parameters, options);
  }

  /** Counts of messages by the date of their creation (dateAdded): of calls also how many were answered and missed, and for how long. */
  stats(parameters: StatsParameters, options?: CallOptions): Promise<Stats> {
    const { type, startDate, endDate, groupBy, ...rest } = parameters;
    const query = {
      ...{ ...rest, type: listOf(type) },
      ...(startDate !== undefined && { startDate: momentOf(startDate) }),
      ...(endDate !== undefined && { endDate: momentOf(endDate) }),
      ...(groupBy !== undefined && { groupBy: [groupBy].flat() }),
    };
    return this.http.answer('get', STATS, 200, { query }, options);
  }

  /** What was added, changed and deleted since a position, in the order in which it happened. */
  changes(parameters: ChangesParameters, options?: CallOptions): ChangeFeed {
    return new ChangeFeed(this.http, parameters, options);
  }
}
