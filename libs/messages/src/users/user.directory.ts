import { Inject, Injectable } from '@nestjs/common';
import { Clock, CLOCK } from '../clock';
import { Credential } from '../model/credential';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { UserStore } from '../store/user.store';
import { SeenUsers, UserCall, UserLookup } from '../upstream/user.lookup';
import { callOptions, WalkCalls } from '../upstream/walk-calls';

/** Users that no list names, asked for one by one: so many each time, and of whom nothing is found once a day. */
const SINGLES = 10;
const UNKNOWN_FOR_MS = 86_400_000;

/** Learns the names of a location's users. */
@Injectable()
export class UserDirectory {
  constructor(
    private readonly lookup: UserLookup,
    private readonly store: UserStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  /**
   * Reads the list of the location's users, and those who are in messages but not on the list, as the deleted are. Whom the list doesn't
   * name any more keeps the name.
   *
   * @throws LeadConnectorError when upstream doesn't give the list, MessagesError `store-unavailable`
   */
  async learn(credential: Credential, timeoutMs: number): Promise<void> {
    await this.keep(credential, await this.lookup.list(credential, { timeoutMs }), { timeoutMs });
  }

  /** The same for nobody in particular; nothing where upstream doesn't give the list. @throws MessagesError `store-unavailable` */
  async refresh(credential: Credential, calls: WalkCalls): Promise<void> {
    const listed = await this.lookup.listIfGiven(credential, callOptions(calls));
    if (listed) await this.keep(credential, listed, callOptions(calls));
  }

  /** While nobody is known there, as after a purge: since which version of the location's users; else null. */
  noneSince(locationId: string): Promise<string | null> {
    return this.store.noneSince(locationId);
  }

  private async keep(credential: Credential, listed: SeenUsers, options: UserCall): Promise<void> {
    const { locationId } = credential;
    await this.store.save(locationId, listed.users, listed.observedAt);
    const configured = this.options.locationUsers.get(locationId);
    const others = configured === undefined ? [] : [configured];
    const unknown = await this.store.unknown(locationId, others, this.clock.now() - UNKNOWN_FOR_MS, SINGLES);
    if (unknown.length === 0) return;
    const found = await this.lookup.byId(credential, unknown, options);
    await this.store.save(locationId, found.users, found.observedAt);
  }
}
