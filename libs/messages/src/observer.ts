import { Channel } from './model/message-type';

/** A page of a walk that was stored. */
export interface ObservedPage {
  readonly channel: Channel;
  readonly messagesRead: number;
  /** Of those, how many were new or changed. */
  readonly messagesStored: number;
}

/** Told what happens, as it happens: for figures. Must not throw. */
export interface MessagesObserver {
  onPageStored(this: void, page: ObservedPage): void;
  /** This process goes on with a location whose process has fallen silent. */
  onLeaseTakenOver(this: void): void;
  /** A page of a search was asked for, and was at hand in memory or was not. */
  onPageAsked(this: void, isKept: boolean): void;
}

export const UNOBSERVED: MessagesObserver = {
  onPageStored: () => undefined,
  onLeaseTakenOver: () => undefined,
  onPageAsked: () => undefined,
};
