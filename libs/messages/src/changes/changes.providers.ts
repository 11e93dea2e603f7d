import { Provider } from '@nestjs/common';
import { CursorCodec } from '../model/cursor';
import { FeedPositions } from '../model/feed-position';
import { ChangeStore } from '../store/change.store';
import { DeletionStore } from '../store/deletion.store';
import { TombstoneStore } from '../store/tombstone.store';
import { SweepConfirmation } from '../sync/sweep.confirmation';
import { Sweeper } from '../sync/sweep';
import { MessageLookup } from '../upstream/message.lookup';
import { ChangeReader } from './change.reader';
import { ChangeSignals } from './change.signals';
import { ChangesService } from './changes.service';
import { TailRefresh } from './tail.refresh';
import { TombstonePruner } from './tombstone.pruner';

/** What follows a location's changes, and finds its deletions. */
export const CHANGE_PROVIDERS: Provider[] = [
  { provide: FeedPositions, useFactory: (codec: CursorCodec) => new FeedPositions(codec), inject: [CursorCodec] },
  ChangeStore,
  ChangeReader,
  ChangeSignals,
  TailRefresh,
  ChangesService,
  TombstoneStore,
  TombstonePruner,
  DeletionStore,
  MessageLookup,
  SweepConfirmation,
  Sweeper,
];
