import { OnApplicationShutdown } from '@nestjs/common';
import { AnswerOrigin, CallOptions, LocationCredential, RateBudget } from './calls.types';
import { ConversationMessagesParameters, getConversationMessages } from './endpoints/get-conversation-messages.endpoint';
import { getContact } from './endpoints/get-contact.endpoint';
import { getConversation } from './endpoints/get-conversation.endpoint';
import { getMessage } from './endpoints/get-message.endpoint';
import { getUser } from './endpoints/get-user.endpoint';
import { ExportParameters, exportMessages } from './endpoints/export-messages.endpoint';
import { assertIdentifier } from './endpoints/identifiers';
import { listUsers } from './endpoints/list-users.endpoint';
import { ContactSearchParameters, searchContacts } from './endpoints/search-contacts.endpoint';
import { ConversationSearchParameters, searchConversations } from './endpoints/search-conversations.endpoint';
import { conversationPages, PagedConversationSearchParameters } from './conversation.paging';
import { EndpointSender } from './endpoint.sender';
import { LeadConnectorOAuth } from './oauth/oauth.client';
import { paginate } from './paging';
import { WireContact, WireConversation, WireMessage, WireUser } from './wire.types';

/** A page of messages as upstream sent them; `nextCursor` is null on the last one. */
export interface ExportPage extends AnswerOrigin {
  messages: readonly unknown[];
  nextCursor: string | null;
  total: number | null;
}

export interface ConversationSearchPage extends AnswerOrigin {
  conversations: readonly unknown[];
  total: number | null;
}

export interface ConversationMessagesPage extends AnswerOrigin {
  messages: readonly unknown[];
  lastMessageId: string | null;
  nextPage: boolean;
}

export interface ContactSearchPage extends AnswerOrigin {
  contacts: readonly unknown[];
  total: number | null;
}

/**
 * The LeadConnector API. Calls reject with a LeadConnectorError; with a TypeError, before anything is sent, for arguments that
 * could not be. Lists hold upstream's records as they are: nothing is known of an element, not even that it is an object.
 */
export class LeadConnectorClient implements OnApplicationShutdown {
  /** Tokens: codes exchanged, pairs refreshed, agencies' tokens exchanged for locations'. */
  readonly oauth: LeadConnectorOAuth;

  constructor(private readonly sender: EndpointSender) {
    this.oauth = new LeadConnectorOAuth(sender);
  }

  /** One page of all messages of the location. */
  async exportMessages(credential: LocationCredential, parameters: ExportParameters, options?: CallOptions): Promise<ExportPage> {
    return this.sender.send(exportMessages, { ...parameters, locationId: credential.locationId }, credential, options);
  }

  /** Every page from `parameters.cursor` on, each asked for when the one before has been taken. Throws `stalled-paging`. */
  exportAllMessages(credential: LocationCredential, parameters: ExportParameters, options?: CallOptions): AsyncGenerator<ExportPage> {
    return paginate(
      exportMessages,
      parameters.cursor ?? null,
      (cursor: string | null) => this.exportMessages(credential, { ...parameters, cursor: cursor ?? undefined }, options),
      (page: ExportPage) => page.messages.length === 0,
    );
  }

  async searchConversations(
    credential: LocationCredential,
    parameters: ConversationSearchParameters,
    options?: CallOptions,
  ): Promise<ConversationSearchPage> {
    return this.sender.send(searchConversations, { ...parameters, locationId: credential.locationId }, credential, options);
  }

  /**
   * Pages of conversations by date of their last message. Upstream's paging is by that date alone: of rows that share the date
   * on which a page ends, those beyond the page may be skipped. Who needs every row fetches what it misses by id.
   */
  searchAllConversations(
    credential: LocationCredential,
    parameters: PagedConversationSearchParameters,
    options?: CallOptions,
  ): AsyncGenerator<ConversationSearchPage> {
    return conversationPages(parameters, (page) => this.searchConversations(credential, page, options));
  }

  async getConversation(
    credential: LocationCredential,
    conversationId: string,
    options?: CallOptions,
  ): Promise<{ conversation: WireConversation } & AnswerOrigin> {
    return this.sender.send(getConversation, { conversationId }, credential, options);
  }

  /** A page of one conversation's messages, newest first; the next one starts after `lastMessageId`. */
  async getConversationMessages(
    credential: LocationCredential,
    conversationId: string,
    parameters: ConversationMessagesParameters = {},
    options?: CallOptions,
  ): Promise<ConversationMessagesPage> {
    return this.sender.send(getConversationMessages, { ...parameters, conversationId }, credential, options);
  }

  async getMessage(
    credential: LocationCredential,
    messageId: string,
    options?: CallOptions,
  ): Promise<{ message: WireMessage } & AnswerOrigin> {
    return this.sender.send(getMessage, { messageId }, credential, options);
  }

  async getContact(
    credential: LocationCredential,
    contactId: string,
    options?: CallOptions,
  ): Promise<{ contact: WireContact } & AnswerOrigin> {
    return this.sender.send(getContact, { contactId }, credential, options);
  }

  async searchContacts(
    credential: LocationCredential,
    parameters: ContactSearchParameters,
    options?: CallOptions,
  ): Promise<ContactSearchPage> {
    return this.sender.send(searchContacts, { ...parameters, locationId: credential.locationId }, credential, options);
  }

  async listUsers(credential: LocationCredential, options?: CallOptions): Promise<{ users: readonly unknown[] } & AnswerOrigin> {
    return this.sender.send(listUsers, { locationId: credential.locationId }, credential, options);
  }

  async getUser(credential: LocationCredential, userId: string, options?: CallOptions): Promise<{ user: WireUser } & AnswerOrigin> {
    return this.sender.send(getUser, { userId }, credential, options);
  }

  /** What the location may still send, read without spending any of it. */
  budget(locationId: string): RateBudget {
    assertIdentifier('locationId', locationId);
    return this.sender.budget(locationId);
  }

  /** What is left in each of the locations that were asked about of late. */
  budgets(): readonly RateBudget[] {
    return this.sender.budgets();
  }

  /** Closes the connections, those in use as well; calls under way end with `network`. */
  close(): void {
    this.sender.close();
  }

  onApplicationShutdown(): void {
    this.close();
  }
}
