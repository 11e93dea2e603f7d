import type { ClientOptions } from './client.options.ts';
import { Http } from './http.ts';
import type { RawClient } from './http.ts';
import { ConnectionsResource } from './resources/connections.resource.ts';
import { ConversationsResource } from './resources/conversations.resource.ts';
import { HealthResource } from './resources/health.resource.ts';
import { MessagesResource } from './resources/messages.resource.ts';
import { SyncResource } from './resources/sync.resource.ts';
import { WebhooksResource } from './resources/webhooks.resource.ts';

/** A client of the LeadConnector messages service. It keeps nothing between calls; one serves for as many of them at once as you like. */
export class LeadConnectorMessages {
  readonly messages: MessagesResource;
  readonly conversations: ConversationsResource;
  readonly sync: SyncResource;
  readonly connections: ConnectionsResource;
  readonly webhooks: WebhooksResource;
  readonly health: HealthResource;
  /** Every operation of the contract by method and path, with the caller's token: for what has no method above, such as other media types. */
  readonly raw: RawClient;
  /** The same with the operator's key. */
  readonly rawOperator: RawClient;

  constructor(options: ClientOptions) {
    const caller = new Http(options, options.token);
    const operator = new Http(options, options.adminToken ?? noOperator);
    this.messages = new MessagesResource(caller);
    this.conversations = new ConversationsResource(caller);
    this.sync = new SyncResource(caller, operator);
    this.connections = new ConnectionsResource(operator);
    this.webhooks = new WebhooksResource(operator);
    this.health = new HealthResource(new Http(options, undefined));
    this.raw = caller.raw;
    this.rawOperator = operator.raw;
  }
}

function noOperator(): never {
  throw new TypeError("This needs the operator's key: make the client with an adminToken.");
}
