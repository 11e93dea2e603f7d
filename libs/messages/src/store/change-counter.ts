/** Hands out the numbers of a location's change sequence, within the transaction that has locked the location. */
export class ChangeCounter {
  count = 0;
  /** How many messages more the location has for these changes; negative where they are deletions. */
  added = 0;

  constructor(private readonly start: bigint) {}

  get sequence(): bigint {
    return this.start + BigInt(this.count);
  }

  /** The number after which the next `count` changes are numbered. */
  take(count: number): bigint {
    const before = this.sequence;
    this.count += count;
    return before;
  }
}
