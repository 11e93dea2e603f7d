import { KeyvStoreAdapter } from 'keyv';
import { LRUCache } from 'lru-cache';
import { sizeOf } from './value-size';

/** How much is kept. */
export interface MemoryBounds {
  readonly entries: number;
  readonly bytes: number;
}

/** One entry beyond this share of all bytes isn't kept: it would push too many others out. */
const LARGEST_SHARE = 1 / 8;

/**
 * A Keyv store in this process, bounded in entries and, roughly, in bytes; the least recently used go first. It holds values as they are,
 * so that a hit costs neither a parse nor a copy: who gets one must not change it.
 */
export class MemoryStore implements KeyvStoreAdapter {
  readonly opts = {};
  readonly namespace = undefined;
  private readonly entries: LRUCache<string, object>;

  constructor({ entries, bytes }: MemoryBounds) {
    const maxEntrySize = Math.floor(bytes * LARGEST_SHARE);
    this.entries = new LRUCache({ max: entries, maxSize: bytes, maxEntrySize, sizeCalculation: (value) => sizeOf(value) });
  }

  get<Value>(key: string): Promise<Value | undefined> {
    return Promise.resolve(this.entries.get(key) as Value | undefined);
  }

  set(key: string, value: object): boolean {
    this.entries.set(key, value);
    return true;
  }

  delete(key: string): Promise<boolean> {
    return Promise.resolve(this.entries.delete(key));
  }

  clear(): Promise<void> {
    this.entries.clear();
    return Promise.resolve();
  }

  on(): this {
    return this;
  }
}
