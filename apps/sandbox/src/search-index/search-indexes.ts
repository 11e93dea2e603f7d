import { Clock } from '../clock';
import { ConversationDocument } from '../world/change';
import { Message, updatedMs } from '../world/message.entity';
import { World } from '../world/world';
import { DelayedIndex } from './delayed-index';

interface LocationIndexes {
  readonly messages: DelayedIndex<Message>;
  readonly conversations: DelayedIndex<ConversationDocument>;
}

/** The search indexes of every location, fed by the world's changes and `indexDelayMs` behind them. */
export class SearchIndexes {
  readonly #locations = new Map<string, LocationIndexes>();

  constructor(
    private readonly world: World,
    private readonly clock: Clock,
    private readonly indexDelayMs: number,
  ) {
    world.onChange(({ kind, locationId, id, before, after, atMs }) => {
      const { messages, conversations } = this.#of(locationId);
      const visibleAtMs = atMs + indexDelayMs;
      if (kind === 'message') messages.record(id, { before, after }, visibleAtMs);
      if (kind === 'conversation') conversations.record(id, { before, after }, visibleAtMs);
    });
    for (const { id } of world.locations) this.#locations.set(id, this.#seededIndexes(id));
  }

  /** Messages of a location as the index shows them now. */
  messages(locationId: string): DelayedIndex<Message> {
    const { messages } = this.#of(locationId);
    messages.refresh(this.clock.now());
    return messages;
  }

  /** Conversations of a location as the index shows them now. */
  conversations(locationId: string): DelayedIndex<ConversationDocument> {
    const { conversations } = this.#of(locationId);
    conversations.refresh(this.clock.now());
    return conversations;
  }

  #of(locationId: string): LocationIndexes {
    let indexes = this.#locations.get(locationId);
    if (!indexes) this.#locations.set(locationId, (indexes = emptyIndexes()));
    return indexes;
  }

  #seededIndexes(locationId: string): LocationIndexes {
    const documents = [...this.world.conversations.values()]
      .filter((conversation) => conversation.locationId === locationId)
      .map((conversation) => ({ conversation, contact: this.world.contacts.get(conversation.contactId) }));
    const indexes = emptyIndexes(this.world.messagesOf(locationId), documents);
    this.#holdBackRecent(indexes.messages, this.world.messagesOf(locationId), (message) => message.id, updatedMs);
    this.#holdBackRecent(
      indexes.conversations,
      documents,
      ({ conversation }) => conversation.id,
      ({ conversation }) => conversation.dateUpdated,
    );
    return indexes;
  }

  /** What was updated less than the delay ago is not in the index yet. */
  #holdBackRecent<T>(index: DelayedIndex<T>, documents: readonly T[], idOf: (d: T) => string, dateMs: (d: T) => number): void {
    const now = this.clock.now();
    for (const document of documents) {
      const visibleAtMs = dateMs(document) + this.indexDelayMs;
      if (visibleAtMs > now) index.record(idOf(document), { after: document }, visibleAtMs);
    }
  }
}

function emptyIndexes(messages: readonly Message[] = [], documents: readonly ConversationDocument[] = []): LocationIndexes {
  return {
    messages: new DelayedIndex(messages, (message) => message.id),
    conversations: new DelayedIndex(documents, ({ conversation }) => conversation.id),
  };
}
