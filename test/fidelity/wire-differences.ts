/** Ways in which answers depart from the vendor's published description, for one reason. */
export interface WireDifference {
  /** In the words of `PublishedSpec.departuresOf`. */
  readonly departures: readonly string[];
  readonly reason: string;
  /**
   * Where it was seen. `GH#n` is issue n of the vendor's public `highlevel-api-docs` repository; `docs/upstream.md` is what this project
   * knows of the wire; `sandbox` is the emulator's own choice, made so that what may happen does.
   */
  readonly source: string;
}

/** Of upstream's four reads, and of errors. Where the published description and the wire differ, the wire is right. */
export const WIRE_DIFFERENCES: readonly WireDifference[] = [
  {
    departures: ['every answer has a traceId'],
    reason: 'It is on every answer, errors included, and published on none of these.',
    source: 'GH#214',
  },
  {
    departures: ['GET /conversations/{conversationId}/messages is wrapped in messages'],
    reason: 'The page is nested: {messages: {lastMessageId, nextPage, messages}}.',
    source: 'GH#54',
  },
  {
    departures: ['GET /conversations/messages/{id} is wrapped in message'],
    reason: 'The message is nested: {message: {...}}.',
    source: 'GH#214',
  },
  {
    departures: ['GetMessageResponseDto.altId is not published', 'MessageMeta.call is not published'],
    reason: 'Calls carry the carrier’s id, and meta.call.duration and meta.call.status beside or instead of callDuration and callStatus.',
    source: 'GH#214',
  },
  {
    departures: ['GetMessageResponseDto.dateUpdated is not published'],
    reason: 'The date of the last change, which export can sort by.',
    source: 'GH#214',
  },
  {
    departures: ['GetMessageResponseDto.from is not published', 'GetMessageResponseDto.to is not published'],
    reason: 'The numbers of calls and SMS.',
    source: 'seen on the wire; no public issue tells',
  },
  {
    departures: [
      'GetMessageResponseDto.contactId is missing',
      'GetMessageResponseDto.contentType is missing',
      'GetMessageResponseDto.direction is missing',
    ],
    reason: 'Documented as required, and absent on calls (contentType) or on a few records (the others).',
    source: 'GH#214 (contentType), docs/upstream.md (the others)',
  },
  {
    departures: ['GetMessageResponseDto.chatWidgetId is null'],
    reason: 'A field that a message has no use for may be null instead of absent.',
    source: 'sandbox',
  },
  {
    departures: ['completed', 'no-answer', 'busy', 'voicemail', 'canceled'].map((status) => `GetMessageResponseDto.status is "${status}"`),
    reason: 'A call’s status is that of the call; the published list has those of texts only.',
    source: 'GH#214 (completed); the others are published values of meta.callStatus',
  },
  {
    departures: ['CALL', 'SMS'].map((type) => `GetMessageResponseDto.messageType is "${type}"`),
    reason: 'Some answers write the type without its prefix, as webhooks do.',
    source: 'docs/upstream.md, and the example of the published schema itself',
  },
  {
    departures: [
      'GetMessageResponseDto.messageType is "TYPE_VOICEMAIL"',
      'GetMessageResponseDto.messageType is "TYPE_FUTURE_THING"',
      'ConversationSchema.lastMessageType is "TYPE_VOICEMAIL"',
    ],
    reason:
      'Enum values that no list announces do appear: the number 10 of voicemails has no published name, and new types come unannounced.',
    source: 'sandbox',
  },
  {
    departures: ['GetMessageResponseDto.aiSummary is not published', 'GetMessageResponseDto.labels is not published'],
    reason: 'Stand for the fields that upstream adds without notice.',
    source: 'sandbox',
  },
  {
    departures: ['ExportMessagesResponseDto.nextCursor is null'],
    reason: 'Null on the last page, as the field’s own description says and its type doesn’t.',
    source: 'published',
  },
  {
    departures: ['GetMessagesByConversationResponseDto.lastMessageId is null'],
    reason: 'A page of no messages has no last one.',
    source: 'sandbox',
  },
  {
    departures: ['fullName', 'contactName', 'email', 'phone'].flatMap((field) => [
      `ConversationSchema.${field} is missing`,
      `ConversationSchema.${field} is null`,
    ]),
    reason: 'Documented as required; what the contact lacks is absent on some rows and null on others.',
    source: 'docs/upstream.md',
  },
  {
    departures: ['assignedTo', 'companyName', 'dateAdded', 'dateUpdated', 'lastMessageDate'].map(
      (field) => `ConversationSchema.${field} is not published`,
    ),
    reason: 'On the wire beside the published fields, dates as epoch milliseconds. Paging by startAfterDate needs lastMessageDate.',
    source: 'docs/upstream.md',
  },
  {
    departures: ['ConversationSchema.lastMessageDirection is not published', 'ConversationSchema.starred is not published'],
    reason: 'Published as a filter (lastMessageDirection) and of a single conversation (starred), and shown on rows as well.',
    source: 'sandbox',
  },
  {
    departures: ['BadRequestDTO.error is not published'],
    reason: 'Every error is {statusCode, message, error}; the published 400 lacks the last.',
    source: 'docs/upstream.md; the published 401 and 422 have it',
  },
  {
    departures: ['an answer of 403 has no published schema'],
    reason: 'Answered when the token has no access to the location.',
    source: 'GH#213',
  },
  {
    departures: ['an answer of 404 has no published schema', 'an answer of 429 has no published schema'],
    reason: 'Answered for what doesn’t exist, and over the rate limit.',
    source: 'docs/upstream.md; the vendor’s SDK has an error for each',
  },
  {
    departures: ['an answer of 422 has no published schema'],
    reason: 'Published of contacts and users; conversations answer it in the same shape.',
    source: 'published, of contacts and users',
  },
];

/** Of what the service asks upstream besides its four reads. */
export const LOOK_UP_DIFFERENCES: readonly WireDifference[] = [
  {
    departures: ['POST /contacts/search has no published schema'],
    reason: 'Its answer is described in prose only.',
    source: 'published',
  },
];

/** What we add to upstream's answers. */
export const OUR_ADDITIONS: readonly WireDifference[] = [
  {
    departures: ['BadRequestDTO.code is not published', 'UnauthorizedDTO.code is not published', 'UnprocessableDTO.code is not published'],
    reason: 'Errors say by a code what is wrong, which their words do not do reliably.',
    source: 'ours',
  },
  {
    departures: ['GetMessageResponseDto.userIdSource is not published'],
    reason: 'Beside a userId that upstream left out: on what evidence it was filled in.',
    source: 'ours',
  },
];
