import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A place in the order (dateUpdated, id) of a location's messages. */
export interface Position {
  /** Epoch ms. */
  readonly dateUpdated: number;
  readonly id: string;
}

/** What a cursor belongs to: it may be used with the same location and the same filters only. */
export interface CursorScope {
  readonly locationId: string;
  /** The filters and the order, by name; undefined ones don't count. Page size and contact fields are no filters. */
  readonly filters: Readonly<Record<string, string | number | readonly string[] | undefined>>;
}

export type CursorFault = 'not-a-cursor' | 'other-filters';

const VERSION = 1;
const MAC_BYTES = 16;
const DIGEST_BYTES = 9;

/** Writes and reads cursors: exact, never expiring, refused when altered or used elsewhere. The key is the installation's. */
export class CursorCodec {
  constructor(private readonly key: Buffer) {}

  encode(position: Position, scope: CursorScope): string {
    return this.seal([position.dateUpdated, position.id], scope);
  }

  /** The position, or why the text is no cursor for this scope. */
  decode(text: string, scope: CursorScope): Position | CursorFault {
    const content = this.open(text, scope);
    if (typeof content === 'string') return content;
    const [dateUpdated, id] = content as [number, string];
    return { dateUpdated, id };
  }

  /** Any content as a cursor. What kind of content it is must be told by the scope's filters. */
  seal(content: readonly unknown[], scope: CursorScope): string {
    const payload = Buffer.from(JSON.stringify([VERSION, filtersDigest(scope), ...content]));
    return Buffer.concat([this.mac(payload, scope), payload]).toString('base64url');
  }

  /** The content, or why the text is no cursor for this scope. */
  open(text: string, scope: CursorScope): readonly unknown[] | CursorFault {
    const bytes = Buffer.from(text, 'base64url');
    // Text that isn't the canonical spelling of its bytes was not written by us.
    if (bytes.length <= MAC_BYTES || bytes.toString('base64url') !== text) return 'not-a-cursor';
    const payload = bytes.subarray(MAC_BYTES);
    if (!timingSafeEqual(bytes.subarray(0, MAC_BYTES), this.mac(payload, scope))) return 'not-a-cursor';
    const [version, digest, ...content] = JSON.parse(payload.toString()) as [number, string, ...unknown[]];
    if (version !== VERSION) return 'not-a-cursor';
    return digest === filtersDigest(scope) ? content : 'other-filters';
  }

  private mac(payload: Buffer, scope: CursorScope): Buffer {
    return createHmac('sha256', this.key).update(scope.locationId).update('\0').update(payload).digest().subarray(0, MAC_BYTES);
  }
}

function filtersDigest({ filters }: CursorScope): string {
  const canonical = Object.entries(filters)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256').update(JSON.stringify(canonical)).digest().subarray(0, DIGEST_BYTES).toString('base64url');
}
