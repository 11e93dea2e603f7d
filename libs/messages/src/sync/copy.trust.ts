import { Inject, Injectable } from '@nestjs/common';
import { Clock, CLOCK } from '../clock';
import { Channel } from '../model/message-type';
import { Window } from '../model/window';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { CoverageStore } from '../store/coverage.store';
import { neededWalks } from './needs';

/** What of the copy may pass for upstream's own answer. */
@Injectable()
export class CopyTrust {
  constructor(
    private readonly coverage: CoverageStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  /** How old the copy of these channels is within the window (ms), or null when it's too old or lacks something; nothing is walked. */
  async ageOf(
    locationId: string,
    channels: readonly Channel[],
    window: Window,
    maxAgeMs = this.options.searchMaxAgeMs,
  ): Promise<number | null> {
    const { channels: states } = await this.coverage.read(locationId, channels);
    const now = this.clock.now();
    const demand = { window, requestedAt: now, freshSince: now - maxAgeMs, settlingLagMs: this.options.settlingLagMs };
    let walkedAt = now;
    for (const state of states.values()) {
      if (state.tailWalkedAt === null || neededWalks(state, demand).length > 0) return null;
      walkedAt = Math.min(walkedAt, state.tailWalkedAt);
    }
    return now - walkedAt;
  }
}
