import { Inject, Injectable } from '@nestjs/common';
import { Clock, CLOCK } from '../clock';
import { MessagesError } from '../errors';
import { Credential } from '../model/credential';
import { channelsOf } from '../model/message-type';
import { SearchQuery } from '../model/search-query';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { SyncService } from '../sync/sync.service';
import { SyncedWindow } from '../sync/sync.types';
import { TextIndex } from '../text/text.index';

/** A copy that has what a search needs. */
export interface ReadyCopy {
  readonly synced: SyncedWindow;
  /** Up to where words can be searched, where not all can be; else null. */
  readonly wordsTo: string | null;
}

/** Brings the copy up to what a search needs: its window, and for one by words their index. Both in the one time that a caller waits. */
@Injectable()
export class CopyReadiness {
  constructor(
    private readonly sync: SyncService,
    private readonly text: TextIndex,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  /** @throws MessagesError what SyncService.ensure throws, and `sync-incomplete` when words are still missing */
  async ensure(query: SearchQuery, credential: Credential): Promise<ReadyCopy> {
    const { messageTypes, window, maxAgeMs, allowPartial } = query;
    const startedAt = this.clock.now();
    const synced = await this.sync.ensure({ credential, channels: channelsOf(messageTypes), window, maxAgeMs, allowPartial });
    if (!query.text) return { synced, wordsTo: null };
    const waitMs = allowPartial ? this.options.partialWaitMs : this.options.searchWaitMs;
    const words = await this.text.ensure(query.locationId, waitMs - (this.clock.now() - startedAt));
    if (words.isComplete) return { synced, wordsTo: null };
    if (allowPartial) return { synced: { ...synced, complete: false }, wordsTo: words.place };
    throw new MessagesError('sync-incomplete', 'The words of the location are still being indexed.', { progress: words.progress });
  }
}
