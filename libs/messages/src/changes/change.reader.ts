import { Inject, Injectable } from '@nestjs/common';
import { MessagesError } from '../errors';
import { FeedPosition, FeedPositions } from '../model/feed-position';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { LocationUser } from '../search/location-user';
import { ChangeState, ChangeStore, StoredChange } from '../store/change.store';
import { ContactTexts, UNKNOWN_CONTACT_TEXT } from '../store/contact-texts';
import { renderChange } from './change.json';
import { BEGINNING, ChangeAction, ChangesPage, ChangesQuery, NOW } from './changes.types';

/** Where a read begins: at a position, or at the beginning, which becomes one with the first read. */
export type Start = FeedPosition | typeof BEGINNING;

/** A page, and where the next one begins. */
export interface ReadPage extends ChangesPage {
  readonly end: FeedPosition;
  /** Whether there was nothing more at that moment. */
  readonly isCaughtUp: boolean;
}

/** Of a location that nothing was ever stored for. */
const NOTHING_YET = { incarnation: '', sequence: 0n } as const;
const NO_DELETIONS = 2n ** 63n - 1n;

/** Reads a page of a location's changes and renders it. */
@Injectable()
export class ChangeReader {
  constructor(
    private readonly store: ChangeStore,
    private readonly contacts: ContactTexts,
    private readonly positions: FeedPositions,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  /** Where a position leads; null for `now`, which is known only when it's read. @throws MessagesError `position-invalid` */
  startOf({ since, credential: { locationId } }: ChangesQuery): Start | null {
    if (since === NOW) return null;
    if (since === BEGINNING) return BEGINNING;
    const position = this.positions.decode(since, locationId);
    if (!position) throw new MessagesError('position-invalid', 'The position was not issued for this location, or was altered.');
    return position;
  }

  /** The location's last change as a position. */
  async now(locationId: string): Promise<FeedPosition> {
    const { incarnation, sequence } = (await this.store.states([locationId])).get(locationId) ?? NOTHING_YET;
    await this.store.makeDurable();
    return { incarnation, sequence, copiedTo: null };
  }

  /** The changes from there. @throws MessagesError `position-gone`, `store-unavailable` */
  async read(start: Start, { credential: { locationId }, limit, messageTypes, includeContact }: ChangesQuery): Promise<ReadPage> {
    const after = start === BEGINNING ? 0n : start.sequence;
    const deletedAfter = start === BEGINNING ? NO_DELETIONS : (start.copiedTo ?? 0n);
    const read = await this.store.read({ locationId, after, deletedAfter, limit, messageTypes });
    if (start !== BEGINNING) assertFollowable(start, read?.state ?? null);
    if (!read) return this.nothingYet(start, locationId);
    const { state, changes, upTo } = read;
    const begin = start === BEGINNING ? { ...NOTHING_YET, copiedTo: state.sequence } : start;
    const end: FeedPosition = { ...begin, incarnation: state.incarnation, sequence: upTo };
    // Only what would outlast a crash may be given a position: later changes would be numbered the same.
    if (upTo > after || start === BEGINNING) await this.store.makeDurable();
    const endOf = includeContact ? await this.messageEnds(locationId, state.contactsVersion, changes) : undefined;
    return {
      changes: changes.map((change) => {
        const action = actionOf(change, begin);
        const position = { ...end, sequence: change.sequence };
        const json = renderChange(action, this.withUser(locationId, change), endOf);
        return { action, json, positionAfter: () => this.positions.encode(position, locationId) };
      }),
      next: this.positions.encode(end, locationId),
      end,
      isCaughtUp: upTo >= state.sequence,
    };
  }

  private nothingYet(start: Start, locationId: string): ReadPage {
    const end = start === BEGINNING ? { ...NOTHING_YET, copiedTo: 0n } : start;
    return { changes: [], next: this.positions.encode(end, locationId), end, isCaughtUp: true };
  }

  private withUser(locationId: string, change: StoredChange): StoredChange {
    const userId = this.options.locationUsers.get(locationId);
    return userId === undefined ? change : { ...change, rendered: new LocationUser(userId).apply(change.rendered) };
  }

  private async messageEnds(
    locationId: string,
    version: string,
    changes: readonly StoredChange[],
  ): Promise<(contactId: string | null) => Buffer> {
    const texts = await this.contacts.read(
      locationId,
      version,
      changes.map(({ contactId }) => contactId),
    );
    return (id) => texts.get(id ?? '') ?? UNKNOWN_CONTACT_TEXT;
  }
}

/** @throws MessagesError `position-gone` when changes after the position can't be told any more */
function assertFollowable({ incarnation, sequence, copiedTo }: FeedPosition, state: ChangeState | null): void {
  const isOfThisSequence = incarnation === '' || (incarnation === state?.incarnation && sequence <= state.sequence);
  // What was deleted before a copy was begun is not in it: to know of these deletions isn't needed.
  const knowsDeletionsTo = copiedTo !== null && copiedTo > sequence ? copiedTo : sequence;
  if (isOfThisSequence && knowsDeletionsTo >= (state?.prunedTo ?? 0n)) return;
  throw new MessagesError(
    'position-gone',
    'The changes after this position are not known any more: begin again with since=beginning, and replace your copy with what it brings.',
  );
}

function actionOf({ sequence, addedSequence, deletedAt }: StoredChange, { sequence: since, copiedTo }: FeedPosition): ChangeAction {
  if (deletedAt !== null) return 'deleted';
  const isFirstCopy = copiedTo !== null && sequence <= copiedTo;
  return isFirstCopy || addedSequence > since ? 'added' : 'changed';
}
