import { EventDeadLetterStore } from '../store/event-dead-letter.store';
import { EventInboxStore } from '../store/event-inbox.store';
import { EventWriter } from '../store/event-writer.store';
import { EventApplier } from './event.applier';
import { EventReactions } from './event.reactions';
import { EventWorker } from './event.worker';
import { EventsService } from './events.service';

/** All that takes, keeps and applies upstream's events. */
export const EVENT_PROVIDERS = [
  EventInboxStore,
  EventDeadLetterStore,
  EventWriter,
  EventReactions,
  EventApplier,
  EventWorker,
  EventsService,
];
