import { Injectable } from '@nestjs/common';
import { Credential } from '../model/credential';
import { CHANNELS } from '../model/message-type';
import { Window } from '../model/window';
import { Sweeper, SweepResult } from './sweep';
import { Walks } from './walks';

/** Sweeps a window on demand. */
@Injectable()
export class SweepService {
  constructor(
    private readonly sweeper: Sweeper,
    private readonly walks: Walks,
  ) {}

  /** All channels, one after the other; null while another process syncs the location. @throws what Sweeper.sweep throws */
  async sweep({ locationId, token }: Credential, window: Window, signal: AbortSignal): Promise<SweepResult | null> {
    return this.walks.attemptWork(locationId, signal, async (lease, calls) => {
      let sum: SweepResult = { compared: 0, deleted: 0, unresolved: 0 };
      for (const channel of CHANNELS) {
        const { compared, deleted, unresolved } = await this.sweeper.sweep({
          credential: { locationId, token },
          lease,
          channel,
          window,
          calls,
        });
        sum = { compared: sum.compared + compared, deleted: sum.deleted + deleted, unresolved: sum.unresolved + unresolved };
      }
      return sum;
    });
  }
}
