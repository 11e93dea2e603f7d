import { World } from '../../apps/sandbox/src/create-sandbox';
import { Body } from './sdk.fixture';

type Message = Readonly<Record<string, unknown>>;

/**
 * What must come from us where upstream answered `body`: the same, but with the user filled in wherever upstream named none and the
 * assignee of the conversation, or else of the contact, is known. Cursors and trace ids are each server's own; that there is one must agree.
 */
export function filledIn(body: Body, world: World): Body {
  return comparable(withMessages(body, (message) => withUser(message, world)));
}

/** A body without what is each server's own. */
export function comparable({ traceId, ...body }: Body): Body {
  return { ...body, hasTraceId: typeof traceId === 'string', ...('nextCursor' in body && { nextCursor: typeof body.nextCursor }) };
}

/** The messages of an answer, wherever it has them. */
export function messagesOf(body: Body): readonly Message[] {
  const messages: Message[] = [];
  withMessages(body, (message) => {
    messages.push(message);
    return message;
  });
  return messages;
}

/** A single message, the list of an export, or the page of a conversation's messages. */
function withMessages(body: Body, change: (message: Message) => Message): Body {
  if ('message' in body) return { ...body, message: change(body.message as Message) };
  if (Array.isArray(body.messages)) return { ...body, messages: (body.messages as Message[]).map(change) };
  if (!('messages' in body)) return body;
  const page = body.messages as { readonly messages: readonly Message[] };
  return { ...body, messages: { ...page, messages: page.messages.map(change) } };
}

function withUser(message: Message, { conversations, contacts }: World): Message {
  if (message.userId !== undefined) return message;
  const conversation = conversations.get(String(message.conversationId));
  if (conversation?.assignedTo !== undefined) return { ...message, userId: conversation.assignedTo, userIdSource: 'conversation' };
  const contact = contacts.get((message.contactId as string | undefined) ?? conversation?.contactId ?? '');
  return contact?.assignedTo === undefined ? message : { ...message, userId: contact.assignedTo, userIdSource: 'contact' };
}
