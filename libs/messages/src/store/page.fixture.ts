import { Message } from '../model/message';
import { WalkedPage } from './page.store';

/** A page of these messages that proves nothing, unless told otherwise. */
export function aPage(messages: readonly Message[], given: Partial<WalkedPage> = {}): WalkedPage {
  return { channel: 'messages', messages, setAside: [], seenAt: 10_000, proven: { after: 0, upTo: 0 }, ...given };
}
