import { Credential } from '../model/credential';
import { Channel } from '../model/message-type';
import { Window } from '../model/window';

/** What a search needs of the copy before it is read. */
export interface SyncRequest {
  readonly credential: Credential;
  readonly channels: readonly Channel[];
  readonly window: Window;
  /** How old the last tail walk may be; the configured age when not given. */
  readonly maxAgeMs?: number;
  /** Whether whatever is there will do. */
  readonly allowPartial: boolean;
}

/** What the copy can promise about the window. */
export interface SyncedWindow {
  readonly complete: boolean;
  /** Epoch ms; null when nothing was ever walked. */
  readonly asOf: number | null;
  /** How long ago the last tail walk began; null when there was none. */
  readonly ageMs: number | null;
  /** The number of the location's last change. */
  readonly changeSequence: string;
  /** Of the location's contacts: what is kept of them in memory is good for this version. */
  readonly contactsVersion: string;
  /** Whether something had to be walked first. */
  readonly hasWaited: boolean;
  /** The same of its users. */
  readonly usersVersion: string;
}
