import { ChangeFeed } from '../changes.feed.ts';
import type { CallOptions } from '../client.options.ts';
import type { ChangesParameters, SearchParameters } from '../contract.types.ts';
import type { Http } from '../http.ts';
import { MessageSearch } from '../message.search.ts';

/** Messages of a location by update date, each with its user. */
export class MessagesResource {
  constructor(private readonly http: Http) {}

  /** Nothing is asked before the first message or page is. */
  search(parameters: SearchParameters, options?: CallOptions): MessageSearch {
    return new MessageSearch(this.http, parameters, options);
  }

  /** What was added, changed and deleted since a position, in the order in which it happened. */
  changes(parameters: ChangesParameters, options?: CallOptions): ChangeFeed {
    return new ChangeFeed(this.http, parameters, options);
  }
}
