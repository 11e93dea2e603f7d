import { Inject, Injectable } from '@nestjs/common';
import { Clock, CLOCK } from '../clock';
import { MessagesError } from '../errors';
import { CHANNELS, channelsOf } from '../model/message-type';
import { ALL_TIME, Window } from '../model/window';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { SyncService } from '../sync/sync.service';
import { ChangesQuery } from './changes.types';

/** Walks for one who waits follow one another no faster than this, whatever age it asks for: a minute of them is a part of the budget. */
const MIN_AGE_MS = 5_000;

/** Has upstream asked for what changed, with the token of who follows the changes. */
@Injectable()
export class TailRefresh {
  constructor(
    private readonly sync: SyncService,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  /** After how long one who waits is to have it refreshed again. */
  ageOf({ maxAgeMs }: ChangesQuery): number {
    return Math.max(MIN_AGE_MS, maxAgeMs ?? this.options.searchMaxAgeMs);
  }

  /**
   * Walks the tail if that was last done too long ago, and for a copy from the beginning all history. What upstream doesn't give in time
   * comes as a change later on: its failures fail no feed.
   *
   * @throws LeadConnectorError when upstream denies the token
   */
  async refresh({ credential, messageTypes, maxAgeMs }: ChangesQuery, isCopy: boolean): Promise<void> {
    const window: Window = isCopy ? ALL_TIME : { after: this.clock.now() - this.options.settlingLagMs, upTo: Infinity };
    const channels = messageTypes ? channelsOf(messageTypes) : CHANNELS;
    try {
      await this.sync.ensure({ credential, channels, window, allowPartial: true, ...(maxAgeMs !== undefined && { maxAgeMs }) });
    } catch (error) {
      if (!(error instanceof MessagesError)) throw error;
    }
  }
}
