import { Inject, Injectable } from '@nestjs/common';
import { isLeadConnectorError, LeadConnectorClient } from '@app/leadconnector';
import { Clock, CLOCK } from '../clock';
import { Credential } from '../model/credential';
import { Message } from '../model/message';
import { Channel } from '../model/message-type';
import { CONVERSATIONS_PER_PAGE } from './page-sizes';
import { readMessage, SetAside } from './message.reader';
import { callOptions, WalkCalls } from './walk-calls';
import { ConversationRow, readConversationRow } from './directory.reader';

/** One page of a location's messages, newest update first. */
export interface UpstreamPage {
  readonly messages: readonly Message[];
  readonly setAside: readonly SetAside[];
  /** dateUpdated of the rows that carry one, in upstream's order, epoch ms. */
  readonly dates: readonly number[];
  readonly nextCursor: string | null;
  /** Whether it has as many records as were asked for. */
  readonly isFull: boolean;
  /** How many messages the whole list has, by upstream's word. */
  readonly total: number | null;
  /** When the page was asked for, by our clock, epoch ms. */
  readonly askedAt: number;
  /** The same moment by the earlier of our clock and upstream's: what is promised must be true on both. */
  readonly trustedNow: number;
}

/** One page of a location's conversations, latest message first. */
export interface ConversationsPage {
  readonly rows: readonly ConversationRow[];
  readonly total: number | null;
  readonly observedAt: number;
  readonly isLast: boolean;
}

export interface PageRequest {
  readonly channel: Channel;
  /** Epoch ms, or Infinity for whatever is newest. */
  readonly upTo: number;
  readonly cursor: string | null;
}

/** The published largest page is 500; one page of the vendor's says 1000, so that is tried first. */
const EXPORT_LIMITS = { tried: 1000, published: 500 } as const;

/** Upstream as the domain sees it: checked messages and directory rows instead of JSON. */
@Injectable()
export class Upstream {
  private exportLimit: number = EXPORT_LIMITS.tried;

  constructor(
    private readonly client: LeadConnectorClient,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws LeadConnectorError */
  async readPage(credential: Credential, request: PageRequest, calls: WalkCalls): Promise<UpstreamPage> {
    const { messages, nextCursor, total, meta } = await this.exportPage(credential, request, calls);
    const read = messages.map((record) => readMessage(record, credential.locationId));
    return {
      messages: read.flatMap((one) => ('message' in one ? [one.message] : [])),
      setAside: read.flatMap((one) => ('setAside' in one ? [one.setAside] : [])),
      dates: read.flatMap((one) => ('message' in one && one.ownDateUpdated !== null ? [one.ownDateUpdated] : [])),
      nextCursor,
      isFull: messages.length >= this.exportLimit,
      total,
      askedAt: meta.sentAt,
      trustedNow: Math.min(meta.sentAt, meta.serverDate ?? Infinity),
    };
  }

  /** The conversations whose last message is older than `before` (epoch ms, exclusive), or the latest. @throws LeadConnectorError */
  async readConversations(credential: Credential, before: number | null, calls: WalkCalls): Promise<ConversationsPage> {
    const observedAt = this.clock.now();
    const { conversations, total } = await this.client.searchConversations(
      credential,
      { limit: CONVERSATIONS_PER_PAGE, sortBy: 'last_message_date', sort: 'desc', ...(before !== null && { startAfterDate: before }) },
      callOptions(calls),
    );
    const rows = conversations.map((row) => readConversationRow(row, credential.locationId, observedAt)).filter((row) => row !== null);
    return { rows, total, observedAt, isLast: conversations.length < CONVERSATIONS_PER_PAGE };
  }

  private async exportPage(credential: Credential, { channel, upTo, cursor }: PageRequest, calls: WalkCalls) {
    const ask = (limit: number) =>
      this.client.exportMessages(
        credential,
        {
          limit,
          sortBy: 'updatedAt',
          sortOrder: 'desc',
          // Whether endDate itself is included is not documented: one millisecond more is a superset under both readings.
          ...(upTo !== Infinity && { endDate: upTo + 1 }),
          ...(channel === 'email' && { channel: 'Email' }),
          ...(cursor !== null && { cursor }),
        },
        callOptions(calls),
      );
    // Another page may be asked for meanwhile, and change what is tried next.
    const limit = this.exportLimit;
    try {
      return await ask(limit);
    } catch (error) {
      if (limit === EXPORT_LIMITS.published || !isRefusal(error)) throw error;
      const page = await ask(EXPORT_LIMITS.published);
      this.exportLimit = EXPORT_LIMITS.published;
      return page;
    }
  }
}

/** Whether upstream refused what was asked for, rather than who asked or for want of strength: a dead cursor, a limit too large. */
export function isRefusal(error: unknown): boolean {
  return isLeadConnectorError(error) && ['bad-request', 'unprocessable', 'not-found'].includes(error.code);
}

/** Whether upstream won't let this token do this: another token may. */
export function isDenial(error: unknown): boolean {
  return isLeadConnectorError(error) && (error.code === 'unauthorized' || error.code === 'forbidden');
}
