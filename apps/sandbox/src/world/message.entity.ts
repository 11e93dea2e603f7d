/** A message exactly as upstream serves it. Immutable: an update replaces the object, so whoever holds one holds that version. */
export interface Message {
  readonly id: string;
  /** Absent on a few, as on the wire. */
  readonly direction?: 'inbound' | 'outbound';
  readonly status?: string;
  /** 1 call, 2 SMS, 3 e-mail, 10 voicemail, ... and numbers that no list has. */
  readonly type: number;
  readonly locationId: string;
  readonly contactId?: string;
  readonly conversationId: string;
  /** ISO 8601, milliseconds, UTC. */
  readonly dateAdded: string;
  readonly dateUpdated?: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly attachments?: readonly string[];
  readonly meta?: Readonly<Record<string, unknown>>;
  readonly source?: string;
  readonly userId?: string;
  readonly altId?: string;
  readonly from?: string;
  readonly to?: string;
  readonly messageType: string;
  /** Upstream adds fields without notice; some messages carry some. */
  readonly [unknownField: string]: unknown;
}

/** Epoch ms of creation. */
export function addedMs(message: Message): number {
  return Date.parse(message.dateAdded);
}

/** Epoch ms of the last change: dateUpdated, or dateAdded where upstream leaves it out. */
export function updatedMs(message: Message): number {
  return Date.parse(message.dateUpdated ?? message.dateAdded);
}
