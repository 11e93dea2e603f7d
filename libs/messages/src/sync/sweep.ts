import { Inject, Injectable } from '@nestjs/common';
import { Clock, CLOCK } from '../clock';
import { Enrichment } from '../enrichment/enricher';
import { Channel } from '../model/message-type';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { DeletionStore } from '../store/deletion.store';
import { SweepComparison } from './sweep.comparison';
import { SweepConfirmation } from './sweep.confirmation';
import { Walker } from './walker';

/** What a sweep reads: a window that was walked before. */
export interface SweepPlan extends Enrichment {
  readonly channel: Channel;
}

export interface SweepResult {
  /** How many stored messages were compared with what upstream shows. */
  readonly compared: number;
  /** How many of them upstream doesn't have any more. */
  readonly deleted: number;
  /** How many weren't shown and could not be asked for: left to the next sweep. */
  readonly unresolved: number;
}

/**
 * Finds deletions, of which upstream tells nobody: walks a window again, storing what it shows as any walk does, and compares what is stored
 * with what it showed. That a list doesn't show a message is only a reason to ask for it by its id.
 */
@Injectable()
export class Sweeper {
  constructor(
    private readonly walker: Walker,
    private readonly store: DeletionStore,
    private readonly confirmation: SweepConfirmation,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  /** @throws LeadConnectorError, MessagesError as walks do: then nothing was deleted, and the window is to be swept again */
  async sweep(plan: SweepPlan): Promise<SweepResult> {
    const { locationId } = plan.lease;
    const { after, upTo } = plan.window;
    const comparison = new SweepComparison(plan.channel, Math.min(upTo, this.clock.now() - this.options.settlingLagMs));
    let provenDownTo = Infinity;
    let comparing: Promise<void> = Promise.resolve();
    const compare = async (bottom: number): Promise<void> => {
      const range = comparison.rangeDownTo(bottom);
      if (range) comparison.compare(await this.store.storedWithin(locationId, range), bottom);
    };
    await this.walker.walkAgain({
      ...plan,
      onShown: (messages) => comparison.show(messages),
      onPage: ({ provenDownTo: bottom }) => {
        provenDownTo = bottom;
        // In the order of the pages, each when it's stored: what the list showed as newer has left the range by then.
        comparing = comparing.then(() => compare(Math.max(bottom, after)));
        // Handled where it is awaited.
        comparing.catch(() => undefined);
      },
    });
    await comparing;
    await compare(Math.max(provenDownTo, after));
    const { deletions, unresolved } = await this.confirmation.confirm(plan, comparison.missing, comparison.lastShown);
    const deleted = deletions.length === 0 ? 0 : await this.store.delete(plan.lease, deletions);
    return { compared: comparison.compared, deleted, unresolved };
  }
}
