import { Inject, Injectable } from '@nestjs/common';
import { Clock, CLOCK } from '../clock';
import { Credential } from '../model/credential';
import { CHANNELS } from '../model/message-type';
import { CoverageStore } from '../store/coverage.store';
import { Walks } from '../sync/walks';

/** How much history the first tail of a location reads: what most searches are about is there before the rest. */
const FIRST_TAIL_MS = 86_400_000;

/** Reads what is new at a location. */
@Injectable()
export class TailWalks {
  constructor(
    private readonly walks: Walks,
    private readonly coverage: CoverageStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Walks each channel from now down to what was seen before; e-mail only where it has been asked for once.
   *
   * @returns whether it brought anything; null when another process syncs the location
   * @throws what the walk threw
   */
  async walk(credential: Credential, signal: AbortSignal): Promise<boolean | null> {
    const { channels } = await this.coverage.read(credential.locationId, CHANNELS);
    let hasNews = false;
    for (const [channel, { asOf }] of channels) {
      if (channel === 'email' && asOf === null) continue;
      const after = asOf ?? this.clock.now() - FIRST_TAIL_MS;
      const job = await this.walks.attempt(credential, channel, { after, upTo: Infinity }, signal);
      if (!job) return null;
      hasNews ||= asOf === null || job.progress(this.clock.now()).messagesStored > 0;
    }
    return hasNews;
  }
}
