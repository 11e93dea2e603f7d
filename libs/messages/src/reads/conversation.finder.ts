import { Inject, Injectable } from '@nestjs/common';
import { Clock, CLOCK } from '../clock';
import { Credential } from '../model/credential';
import { AssigneeLookup, SeenConversation } from '../upstream/assignee.lookup';
import { DateRange, ListPlace } from '../upstream/proven-dates';
import { LookUpAllowance } from './look-up.allowance';
import { SeenDirectory } from './seen.directory';
import { SingleLookUps } from './single.look-ups';
import { WantedConversations } from './wanted.conversations';

/** Requests that one answer may cost for its conversations. */
const CALLS = 10;
/** By how much upstream may date a conversation's last message before the message itself. */
const SLACK_MS = 60_000;

/**
 * Finds conversations by reading upstream's list of them, a hundred a request, by the date of their last message: none is older than the
 * newest message known of it. What was read is remembered, so that all pages of a list, in whatever order, share one reading of the
 * conversations.
 */
@Injectable()
export class ConversationFinder {
  constructor(
    private readonly lookup: AssigneeLookup,
    private readonly seen: SeenDirectory,
    private readonly singles: SingleLookUps,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Those of the conversations that were seen of late or that ten requests find. A single one is asked for by its id, unless one after the
   * other is: then a page of the list spares the next hundred. So is what the list should have told and didn't.
   *
   * @param newest of each conversation the date of the newest message that is known (epoch ms), null when none is
   * @param dates of the messages that it is for, epoch ms
   */
  async find(
    credential: Credential,
    newest: ReadonlyMap<string, number | null>,
    dates: readonly number[],
    until: number,
  ): Promise<ReadonlyMap<string, SeenConversation>> {
    const wanted = new WantedConversations(newest);
    wanted.recall((id) => this.seen.conversation(credential.locationId, id));
    const allowance = new LookUpAllowance(this.clock, CALLS, until);
    const isListed = wanted.missing.length > 1 || (wanted.missing.length === 1 && this.singles.areMany(credential.locationId));
    if (isListed && !(await this.readList(credential, wanted, dates, allowance))) return wanted.found;
    const singly = (id: string) => allowance.attempt((options) => this.lookup.conversation(credential, id, options));
    const singles = await Promise.all(wanted.missing.map(singly));
    const told = singles.filter((one) => one !== null);
    this.learn(credential, wanted, told);
    return wanted.found;
  }

  /**
   * Reads a page of the list that wasn't seen yet, and more for as long as more are missing than could be asked for singly; false when no
   * more can be asked.
   */
  private async readList(
    credential: Credential,
    wanted: WantedConversations,
    dates: readonly number[],
    allowance: LookUpAllowance,
  ): Promise<boolean> {
    do {
      if (wanted.endFrom === null) return true;
      const place = placeIn(this.seen.firstGap(credential.locationId, wanted.endFrom - SLACK_MS), dates);
      const page = await allowance.attempt((options) => this.lookup.conversationsFrom(credential, place, options));
      if (!page) return false;
      this.learn(credential, wanted, page.conversations);
      if (page.seen) this.seen.addRange(credential.locationId, page.seen);
      if (!page.seen || (place.going === 'up' && page.isLast)) return true;
    } while (wanted.missing.length > allowance.left);
    return true;
  }

  private learn({ locationId }: Credential, wanted: WantedConversations, conversations: readonly SeenConversation[]): void {
    this.seen.addConversations(locationId, conversations);
    wanted.take(conversations);
  }
}

/**
 * Where to read on: down from what was seen where that begins about where these messages end, as it does in a list from the newest, so that
 * what is read beyond them serves its next page; else up from the oldest, because most conversations end soon after their messages.
 */
function placeIn({ from, to }: DateRange, dates: readonly number[]): ListPlace {
  const oldest = Math.min(...dates);
  const newest = Math.max(...dates);
  return to - newest <= newest - oldest ? { going: 'down', from: to + 1 } : { going: 'up', from: from - 1 };
}
