import { Inject, Injectable } from '@nestjs/common';
import { Clock, CLOCK } from '../clock';
import { WalkProgress } from '../errors';
import { Channel, CHANNELS } from '../model/message-type';
import { ALL_TIME, Window } from '../model/window';
import { CoverageStore } from '../store/coverage.store';
import { MessageStore } from '../store/message.store';
import { isComplete } from './needs';
import { Walks } from './walks';

/** A walk under way in this process. */
export interface WalkStatus {
  readonly channel: Channel;
  readonly window: Window;
  readonly startedAt: number;
  readonly progress: WalkProgress;
}

/** What is known of one channel; dates in epoch ms. */
export interface ChannelStatus {
  readonly channel: Channel;
  readonly coverage: readonly Window[];
  readonly asOf: number | null;
  /** Whether all history up to asOf is covered. */
  readonly complete: boolean;
}

/** How far a location's copy has come. */
export interface SyncStatus {
  readonly channels: readonly ChannelStatus[];
  /** Messages stored. */
  readonly stored: number;
  /** Records of upstream that could not be stored. */
  readonly setAside: number;
  readonly walks: readonly WalkStatus[];
}

@Injectable()
export class StatusService {
  constructor(
    private readonly coverage: CoverageStore,
    private readonly messages: MessageStore,
    private readonly walks: Walks,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async of(locationId: string): Promise<SyncStatus> {
    const [state, counts] = await Promise.all([this.coverage.read(locationId, CHANNELS), this.messages.countStored(locationId)]);
    const channels = [...state.channels].map(([channel, known]) => ({
      channel,
      coverage: known.coverage,
      asOf: known.asOf,
      complete: isComplete(known, ALL_TIME),
    }));
    const walks = this.walks.of(locationId).map((job) => ({
      channel: job.channel,
      window: job.window,
      startedAt: job.startedAt,
      progress: job.progress(this.clock.now()),
    }));
    return { channels, ...counts, walks };
  }
}
