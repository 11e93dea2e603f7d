import { Injectable } from '@nestjs/common';
import { ConversationMessagesQuery } from '../model/export-query';
import { CHANNELS, channelsOf } from '../model/message-type';
import { PUBLISHED_MESSAGE_TYPES } from '../model/published-types';
import { StoredRecord } from '../model/served-record';
import { ALL_TIME } from '../model/window';
import { Copies } from '../store/copies';
import { FoundRecord, RecordStore } from '../store/record.store';
import { canBeStored } from '../store/storable';
import { CopyTrust } from '../sync/copy.trust';
import { ReadAnswer } from './reads.types';
import { RecordTexts } from './record.texts';
import { storeAnswer } from './store.answer';

/** Upstream's page size where none is asked for. */
const DEFAULT_LIMIT = 20;

/** Single messages and conversations out of the store, where it surely has what upstream has. */
@Injectable()
export class StoredReads {
  constructor(
    private readonly records: RecordStore,
    private readonly trust: CopyTrust,
    private readonly texts: RecordTexts,
    private readonly copies: Copies,
  ) {}

  /** Null for a message that isn't stored, too: upstream decides whether there is one. */
  async message(locationId: string, messageId: string, maxAgeMs?: number): Promise<ReadAnswer | null> {
    if (!canBeStored(messageId) || !(await this.copies.has(locationId))) return null;
    const record = await this.records.find(locationId, messageId);
    const ageMs = record && (await this.ageOf(locationId, record, maxAgeMs));
    return record === null || ageMs === null ? null : storeAnswer(this.texts.of(locationId, [record]), ageMs, '{"message":', '');
  }

  /** Null where nothing is stored of the conversation, and where it isn't certain which messages upstream would choose by type. */
  async conversationMessages(locationId: string, query: ConversationMessagesQuery): Promise<ReadAnswer | null> {
    const { conversationId, lastMessageId, limit = DEFAULT_LIMIT, types, maxAgeMs } = query;
    if (!canBeStored(conversationId) || !canBeStored(lastMessageId)) return null;
    if (types?.some((type) => !PUBLISHED_MESSAGE_TYPES.has(type))) return null;
    const ageMs = await this.trust.ageOf(locationId, types ? channelsOf(types) : CHANNELS, ALL_TIME, maxAgeMs);
    if (ageMs === null || (await this.mayDiffer(locationId, conversationId, types))) return null;
    const after = lastMessageId === undefined ? null : await this.records.placeInConversation(locationId, conversationId, lastMessageId);
    if (lastMessageId !== undefined && after === null) return null;
    const found = await this.records.readConversation(locationId, { conversationId, after, types: types ?? null, limit: limit + 1 });
    if (found.length === 0 && after === null) return null;
    const records = found.slice(0, limit);
    const end = `],"lastMessageId":${JSON.stringify(idOf(records.at(-1)))},"nextPage":${found.length > limit}}`;
    return storeAnswer(this.texts.of(locationId, records), ageMs, '{"messages":{"messages":[', end);
  }

  /** What changed since it was stored was seen by the last tail walk, if its own date is covered. */
  private ageOf(locationId: string, { messageType, dateUpdated }: FoundRecord, maxAgeMs?: number): Promise<number | null> {
    return this.trust.ageOf(locationId, channelsOf([messageType]), { after: dateUpdated - 1, upTo: dateUpdated }, maxAgeMs);
  }

  private async mayDiffer(locationId: string, conversationId: string, types: readonly string[] | undefined): Promise<boolean> {
    const [lacksRecords, hasOtherSpellings] = await Promise.all([
      this.records.lacksRecords(locationId),
      types ? this.records.hasOtherSpellings(locationId, conversationId, types) : false,
    ]);
    return lacksRecords || hasOtherSpellings;
  }
}

function idOf(record: StoredRecord | undefined): string | null {
  return record ? (JSON.parse(`${record.rendered.toString()}}`) as { id: string }).id : null;
}
