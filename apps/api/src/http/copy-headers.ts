import { SyncedWindow } from '@app/messages';
import { varyOn } from './vary';

/** Of an answer out of the copy, by who may read it: how old it is, and by which tag the caller may ask whether it has changed. */
export function copyHeaders({ ageMs }: Pick<SyncedWindow, 'ageMs'>, tag: string) {
  return {
    ...(ageMs !== null && { Age: String(Math.floor(ageMs / 1000)) }),
    'Cache-Control': 'private, no-cache',
    Vary: varyOn('Authorization', 'Accept'),
    ETag: tag,
  };
}
