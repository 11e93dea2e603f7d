import { Injectable } from '@nestjs/common';
import { Credential } from '../model/credential';
import { CHANNELS } from '../model/message-type';
import { intersectWindows, Window } from '../model/window';
import { CoverageStore } from '../store/coverage.store';
import { MessageStore } from '../store/message.store';
import { Sweeper, SweepResult } from '../sync/sweep';
import { Walks } from '../sync/walks';

/** What several sweeps found in all, and what the last of each left. */
export type Swept = Pick<SweepResult, 'deleted' | 'unresolved'>;

/** Compares windows of what is covered with what upstream shows of them now. */
@Injectable()
export class Sweeps {
  constructor(
    private readonly walks: Walks,
    private readonly coverage: CoverageStore,
    private readonly messages: MessageStore,
    private readonly sweeper: Sweeper,
  ) {}

  /** From the oldest message (Infinity without any) to what is covered of everything but e-mail; null before the first tail. Epoch ms. */
  async historyOf(locationId: string): Promise<{ readonly oldest: number; readonly asOf: number } | null> {
    const { channels } = await this.coverage.read(locationId, ['messages']);
    const asOf = channels.get('messages')?.asOf ?? null;
    return asOf === null ? null : { oldest: await this.messages.oldest(locationId), asOf };
  }

  /** Sweeps what of the window is covered. @returns null when another process syncs the location @throws what the sweep threw */
  async sweep(credential: Credential, window: Window, signal: AbortSignal): Promise<Swept | null> {
    const sum = { deleted: 0, unresolved: 0 };
    const { channels } = await this.coverage.read(credential.locationId, CHANNELS);
    for (const [channel, { coverage }] of channels)
      for (const covered of coverage) {
        const common = intersectWindows(covered, window);
        if (!common) continue;
        // Where more is gone at once than one sweep may ask about, the next one finds what is left.
        for (let isAllAsked = false; !isAllAsked;) {
          const swept = await this.walks.attemptWork(credential.locationId, signal, (lease, calls) =>
            this.sweeper.sweep({ credential, lease, channel, window: common, calls }),
          );
          if (!swept) return null;
          sum.deleted += swept.deleted;
          isAllAsked = swept.unresolved === 0 || swept.deleted === 0;
          if (isAllAsked) sum.unresolved += swept.unresolved;
        }
      }
    return sum;
  }
}
