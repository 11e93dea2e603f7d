import { ChangeFeed } from '../changes.feed.ts';
import type { CallOptions } from '../client.options.ts';
import type { ChangesParameters, SearchParameters, StreamParameters } from '../contract.types.ts';
import type { Http } from '../http.ts';
import { MessageSearch } from '../message.search.ts';
import { MessageStream } from '../message.stream.ts';

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

  /** What was added, changed and deleted since a position, in the order in which it happened. */
  changes(parameters: ChangesParameters, options?: CallOptions): ChangeFeed {
    return new ChangeFeed(this.http, parameters, options);
  }
}
