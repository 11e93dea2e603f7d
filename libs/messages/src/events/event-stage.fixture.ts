import { BackgroundSync } from '../background/background-sync';
import { ConnectionService } from '../connections/connection.service';
import { resolveOptions } from '../options';
import { Database } from '../store/database';
import { EventDeadLetterStore } from '../store/event-dead-letter.store';
import { EventInboxStore } from '../store/event-inbox.store';
import { EventWriter } from '../store/event-writer.store';
import { EventApplier } from './event.applier';
import { EventReactions } from './event.reactions';
import { EventWorker } from './event.worker';
import { EventsService } from './events.service';

/** All that takes and applies events, on a store; what would reach beyond it is only written down. */
export interface EventStage {
  readonly events: EventsService;
  readonly inbox: EventInboxStore;
  readonly writer: EventWriter;
  readonly worker: EventWorker;
  readonly hastened: string[];
  readonly uninstalled: string[];
  readonly installed: string[];
  /** Locations that have a connection. */
  readonly connected: Set<string>;
  /** Another process on the same store. */
  anotherWorker(): EventWorker;
  /** Applies until nothing is due. */
  applyAll(): Promise<void>;
}

export function setEventStage(database: Database): EventStage {
  const options = resolveOptions({ dataDir: '', settlingLagMs: 60_000 });
  const inbox = new EventInboxStore(database);
  const writer = new EventWriter(database);
  const hastened: string[] = [];
  const uninstalled: string[] = [];
  const installed: string[] = [];
  const connected = new Set<string>();
  const connections = {
    isConnected: (locationId: string) => Promise.resolve(connected.has(locationId)),
    uninstalled: (locationId: string) => Promise.resolve(void uninstalled.push(locationId)),
    installed: (locationId: string, companyId: string) => Promise.resolve(void installed.push(`${locationId} by ${companyId}`)),
  } as unknown as ConnectionService;
  const background = { hasten: (locationId: string) => Promise.resolve(void hastened.push(locationId)) } as unknown as BackgroundSync;
  const newWorker = () =>
    new EventWorker(inbox, new EventApplier(inbox, writer, new EventReactions(inbox, connections, background), options), options);
  const worker = newWorker();
  return {
    events: new EventsService(inbox, new EventDeadLetterStore(database), connections, worker),
    ...{ inbox, writer, worker, hastened, uninstalled, installed, connected },
    anotherWorker: newWorker,
    applyAll: async () => {
      while ((await worker.runOnce()) > 0);
    },
  };
}

let events = 0;

/** The body of a message event of the location, of now, with an id of its own. */
export function anEvent(given: Record<string, unknown>): Buffer {
  const webhookId = `wh-${(events += 1)}`;
  return Buffer.from(JSON.stringify({ type: 'InboundMessage', timestamp: new Date().toISOString(), webhookId, ...given }));
}
