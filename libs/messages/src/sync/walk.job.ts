import { WalkProgress } from '../errors';
import { Channel } from '../model/message-type';
import { Window } from '../model/window';
import { StoredPage } from './walker';

/** A walk under way, and how far it is. */
export class WalkJob {
  isOver = false;
  /** Set when the walk failed. */
  failure: { readonly error: unknown } | null = null;
  private provenDownTo: number;
  private messagesRead = 0;
  private messagesStored = 0;
  private pages = 0;
  private total: number | null = null;

  constructor(
    readonly channel: Channel,
    readonly window: Window,
    /** Epoch ms. */
    readonly startedAt: number,
  ) {
    this.provenDownTo = window.upTo;
  }

  onPage(page: StoredPage): void {
    this.pages += 1;
    this.messagesRead += page.messagesRead;
    this.messagesStored += page.messagesStored;
    this.provenDownTo = page.provenDownTo;
    this.total = page.total ?? this.total;
  }

  /** By the share of the dates that are walked, or, of all history, by upstream's count of messages. */
  progress(now: number): WalkProgress {
    const fraction = this.fraction(now);
    const elapsedMs = now - this.startedAt;
    const remainingMs = fraction === null || fraction === 0 ? null : Math.max(0, Math.round(elapsedMs / fraction - elapsedMs));
    return { messagesRead: this.messagesRead, messagesStored: this.messagesStored, pages: this.pages, fraction, remainingMs };
  }

  private fraction(now: number): number | null {
    if (this.pages === 0) return null;
    const top = Math.min(this.window.upTo, now);
    if (this.window.after !== -Infinity) return clamp((top - this.provenDownTo) / (top - this.window.after));
    return this.total === null || this.total === 0 ? null : clamp(this.messagesRead / this.total);
  }
}

function clamp(fraction: number): number {
  return Math.min(1, Math.max(0, fraction));
}
