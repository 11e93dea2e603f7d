import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ReadsService } from '@app/messages';
import { FastifyReply, FastifyRequest } from 'fastify';
import { bearerTokenOf } from '../access/bearer-token';
import { checkParameters } from '../http/check-parameters';
import { CONVERSATION_MESSAGES_LISTS, ConversationMessagesParameters } from './conversation-messages.parameters';
import { CONVERSATION_SEARCH_LISTS, ConversationSearchParameters } from './conversation-search.parameters';
import { ConversationMessagesDocs, ConversationSearchDocs, MessageDocs, MessageExportDocs } from './conversations.docs';
import { MessageExportParameters } from './message-export.parameters';
import { MessageParameters } from './message.parameters';
import { Read } from './read.types';
import { ReadResponder } from './read.responder';
import { conversationMessages, conversationSearch, message, messageExport } from './reads';
import { upstreamParameters } from './upstream-parameters';

/** Upstream's own reads, at its paths, with its parameters and answers. */
@Controller('conversations')
export class ConversationsController {
  constructor(
    private readonly reads: ReadsService,
    private readonly responder: ReadResponder,
  ) {}

  @Get('search')
  @ConversationSearchDocs()
  searchConversations(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.respond(request, reply, (token) => {
      const given = upstreamParameters(query, {}, CONVERSATION_SEARCH_LISTS);
      return conversationSearch(this.reads, token, checkParameters(ConversationSearchParameters, given));
    });
  }

  @Get('messages/export')
  @MessageExportDocs()
  exportMessages(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.respond(request, reply, (token) =>
      messageExport(this.reads, token, checkParameters(MessageExportParameters, upstreamParameters(query, {}, []))),
    );
  }

  @Get('messages/:id')
  @MessageDocs()
  getMessage(@Param('id') id: string, @Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.respond(request, reply, (token) =>
      message(this.reads, token, checkParameters(MessageParameters, upstreamParameters(query, { ...locationHeader(request), id }, []))),
    );
  }

  @Get(':conversationId/messages')
  @ConversationMessagesDocs()
  getConversationMessages(
    @Param('conversationId') conversationId: string,
    @Query() query: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.respond(request, reply, (token) => {
      const given = upstreamParameters(query, { ...locationHeader(request), conversationId }, CONVERSATION_MESSAGES_LISTS);
      return conversationMessages(this.reads, token, checkParameters(ConversationMessagesParameters, given));
    });
  }

  private respond(request: FastifyRequest, reply: FastifyReply, readOf: (token: string) => Read): Promise<void> {
    return this.responder.respond(readOf(bearerTokenOf(request.raw)), request, reply);
  }
}

function locationHeader({ headers }: FastifyRequest): Record<string, unknown> {
  return { 'X-Location-Id': headers['x-location-id'] };
}
