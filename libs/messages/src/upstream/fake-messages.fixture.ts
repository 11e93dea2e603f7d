import { LeadConnectorClient, LeadConnectorError, LeadConnectorFailure } from '@app/leadconnector';
import { FakeMessage, FakeUpstream } from './fake-upstream.fixture';

export type { LeadConnectorFailure } from '@app/leadconnector';

/** The messages and conversations of a fake upstream by their ids, without delay. */
export class FakeMessages {
  /** Ids that were asked for, in order. */
  readonly asked: string[] = [];
  /** What asking for an id, or for any (`*`), fails with. */
  readonly failures = new Map<string, LeadConnectorFailure>();
  /** Conversations that were deleted; those in the trash are shown as such. */
  readonly deleted = new Map<string, 'gone' | 'in the trash'>();

  constructor(private readonly fake: FakeUpstream) {}

  /** The fake's client, able to look up messages and conversations. */
  get client(): LeadConnectorClient {
    const client: Partial<LeadConnectorClient> = {
      ...this.fake.client,
      getMessage: (_, id) => this.getMessage(id),
      getConversation: (_, id) => this.getConversation(id),
    };
    return client as LeadConnectorClient;
  }

  /** Deletes a message upstream. */
  remove(id: string): void {
    const { messages } = this.fake.options;
    messages.splice(
      messages.findIndex((one) => one.id === id),
      1,
    );
    this.fake.now += 1_000;
  }

  private getMessage(id: string): ReturnType<LeadConnectorClient['getMessage']> {
    this.asked.push(id);
    const failing = this.failures.get(id) ?? this.failures.get('*');
    const message = this.fake.options.messages.find((one) => one.id === id);
    if (failing || !message) return Promise.reject(failure(failing ?? { code: 'not-found' }));
    return Promise.resolve({ message: recordOf(message), ...this.origin });
  }

  private getConversation(id: string): ReturnType<LeadConnectorClient['getConversation']> {
    this.asked.push(id);
    const failing = this.failures.get(id) ?? this.failures.get('*');
    const deleted = this.deleted.get(id);
    if (failing || deleted === 'gone') return Promise.reject(failure(failing ?? { code: 'not-found' }));
    return Promise.resolve({ conversation: { id, deleted: deleted === 'in the trash' }, ...this.origin });
  }

  private get origin() {
    return { body: null, meta: { sentAt: this.fake.now, serverDate: null, traceId: null } };
  }
}

function recordOf({ id, dateAdded, conversationId, updates }: FakeMessage) {
  return {
    ...{ id, conversationId, messageType: 'TYPE_SMS' },
    dateAdded: new Date(dateAdded).toISOString(),
    dateUpdated: new Date(updates.at(-1) ?? 0).toISOString(),
  };
}

function failure(given: LeadConnectorFailure): LeadConnectorError {
  return new LeadConnectorError(given, { method: 'GET', path: '/conversations/messages/{messageId}' });
}
