import type { CallOptions } from '../client.options.ts';
import type { DeadLetterList, DeadLetterQuery, ReplayedDeadLetter, WebhookInbox } from '../contract.types.ts';
import type { Http } from '../http.ts';

/** The inbox of LeadConnector's events, and those that could not be applied. Needs the operator's key. */
export class WebhooksResource {
  constructor(private readonly operator: Http) {}

  inbox(options?: CallOptions): Promise<WebhookInbox> {
    return this.operator.answer('get', '/webhooks/inbox', 200, {}, options);
  }

  deadLetters(query: DeadLetterQuery = {}, options?: CallOptions): Promise<DeadLetterList> {
    return this.operator.answer('get', '/webhooks/dead-letters', 200, { query }, options);
  }

  /** Puts it back into the inbox. */
  replay(id: string, options?: CallOptions): Promise<ReplayedDeadLetter> {
    return this.operator.answer('post', '/webhooks/dead-letters/{id}/replay', 202, { path: { id } }, options);
  }

  /** Throws it away. */
  async discard(id: string, options?: CallOptions): Promise<void> {
    await this.operator.send('delete', '/webhooks/dead-letters/{id}', { path: { id } }, options);
  }
}
