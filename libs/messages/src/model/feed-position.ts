import { CursorCodec, CursorScope } from './cursor';

/** How far a consumer has followed a location's changes. */
export interface FeedPosition {
  /** Which of the location's sequences it counts in; empty where the location had none yet. */
  readonly incarnation: string;
  /** The number of the last change that it has. */
  readonly sequence: bigint;
  /**
   * The last change that there was when a consumer began from the beginning; null for one that began from now. What was deleted by then
   * it never had, and what was stored by then is new to it until it has read as far.
   */
  readonly copiedTo: bigint | null;
}

/** Positions as consumers keep them: exact, signed, of their location only. What they filter by is no part of them. */
export class FeedPositions {
  constructor(private readonly codec: CursorCodec) {}

  encode({ incarnation, sequence, copiedTo }: FeedPosition, locationId: string): string {
    return this.codec.seal([incarnation, sequence.toString(), copiedTo?.toString() ?? null], scopeOf(locationId));
  }

  /** The position, or null when the text is none of this location's. */
  decode(text: string, locationId: string): FeedPosition | null {
    const content = this.codec.open(text, scopeOf(locationId));
    if (typeof content === 'string') return null;
    const [incarnation, sequence, copiedTo] = content as [string, string, string | null];
    return { incarnation, sequence: BigInt(sequence), copiedTo: copiedTo === null ? null : BigInt(copiedTo) };
  }
}

function scopeOf(locationId: string): CursorScope {
  return { locationId, filters: { read: 'changes' } };
}
