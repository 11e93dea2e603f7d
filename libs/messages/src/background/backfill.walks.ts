import { Injectable } from '@nestjs/common';
import { missingWindows } from '../model/coverage';
import { Credential } from '../model/credential';
import { CHANNELS } from '../model/message-type';
import { CoverageStore } from '../store/coverage.store';
import { Walks } from '../sync/walks';

/** Reads what is missing of a location's history. Where it is follows from coverage, so that nothing else has to be remembered. */
@Injectable()
export class BackfillWalks {
  constructor(
    private readonly walks: Walks,
    private readonly coverage: CoverageStore,
  ) {}

  /** Whether anything is missing of the channels that are read at all. */
  async isNeeded(locationId: string): Promise<boolean> {
    return (await this.gaps(locationId)).length > 0;
  }

  /**
   * Walks every gap, newest first, down to the first message.
   *
   * @returns false when another process syncs the location
   * @throws what the walk threw
   */
  async walk(credential: Credential, signal: AbortSignal): Promise<boolean> {
    for (const { channel, window } of await this.gaps(credential.locationId))
      if (!(await this.walks.attempt(credential, channel, window, signal))) return false;
    return true;
  }

  private async gaps(locationId: string) {
    const { channels } = await this.coverage.read(locationId, CHANNELS);
    return [...channels].flatMap(([channel, { asOf, coverage }]) =>
      asOf === null ? [] : missingWindows(coverage, { after: -Infinity, upTo: asOf }).map((window) => ({ channel, window })),
    );
  }
}
