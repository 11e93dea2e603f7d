export { LeadConnectorModule } from './leadconnector.module';
export { createLeadConnectorClient } from './leadconnector.factory';
export { LeadConnectorClient } from './leadconnector.client';
export { LeadConnectorOAuth } from './oauth/oauth.client';
export type { OAuthApp, OAuthOwner } from './oauth/oauth.client';
export type { InstalledLocation, OAuthTokens, OAuthUserType } from './oauth/oauth.endpoints';
export type { ContactSearchPage, ConversationMessagesPage, ConversationSearchPage, ExportPage } from './leadconnector.client';
export type {
  AcceptedCall,
  AnswerOrigin,
  CallOptions,
  CallPriority,
  Exchange,
  LocationCredential,
  RateBudget,
  ResponseMeta,
} from './calls.types';
export type { LeadConnectorOptions } from './options';
export type { BudgetRedis, BudgetScript } from './budget/budget.redis';
export type { SharedBudgetOptions } from './budget/redis.budget';
export { LEADCONNECTOR_RUNTIME } from './runtime';
export type { Clock, Random, Runtime, Sleep } from './runtime';
export { LeadConnectorError, isLeadConnectorError } from './errors';
export type { LeadConnectorErrorCode, LeadConnectorFailure, TypedLeadConnectorError } from './errors';
export type { ConversationMessagesParameters } from './endpoints/get-conversation-messages.endpoint';
export type { ExportParameters } from './endpoints/export-messages.endpoint';
export type { ContactFilter, ContactFilterGroup, ContactSearchParameters } from './endpoints/search-contacts.endpoint';
export type { ConversationSearchParameters } from './endpoints/search-conversations.endpoint';
export type { PagedConversationSearchParameters } from './conversation.paging';
export type { WireContact, WireConversation, WireMessage, WireRecord, WireUser } from './wire.types';
