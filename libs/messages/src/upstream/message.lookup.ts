import { Inject, Injectable } from '@nestjs/common';
import { isLeadConnectorError, LeadConnectorClient } from '@app/leadconnector';
import { Clock, CLOCK } from '../clock';
import { Credential } from '../model/credential';
import { Message } from '../model/message';
import { readMessage } from './message.reader';
import { isDenial } from './upstream.service';
import { callOptions, WalkCalls } from './walk-calls';

/** What upstream says of one message; `askedAt` in epoch ms. */
export type LookedUpMessage =
  | { readonly kind: 'found'; readonly message: Message; readonly askedAt: number }
  | { readonly kind: 'gone'; readonly askedAt: number }
  /** It could not be asked, or its answer is none. */
  | { readonly kind: 'unknown' };

/** Asks upstream for single messages: what its list is late with, these answers know. */
@Injectable()
export class MessageLookup {
  constructor(
    private readonly client: LeadConnectorClient,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws LeadConnectorError when upstream denies the token, or the call was called off */
  async find(credential: Credential, id: string, calls: WalkCalls): Promise<LookedUpMessage> {
    const askedAt = this.clock.now();
    try {
      const { message: record, meta } = await this.client.getMessage(credential, id, callOptions(calls));
      const read = readMessage(record, credential.locationId);
      return 'message' in read && read.message.id === id
        ? { kind: 'found', message: read.message, askedAt: meta.sentAt }
        : { kind: 'unknown' };
    } catch (error) {
      if (isNotFound(error)) return { kind: 'gone', askedAt };
      if (isDenial(error) || !isLeadConnectorError(error) || error.code === 'aborted') throw error;
      return { kind: 'unknown' };
    }
  }
}

/** Upstream says so with 404 or, of an id that it can't look up, with 400 in words. */
export function isNotFound(error: unknown): boolean {
  if (isLeadConnectorError(error, 'not-found')) return true;
  return isLeadConnectorError(error, 'bad-request') && error.messages.some((message) => /not found/i.test(message));
}
