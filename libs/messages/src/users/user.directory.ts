import { Inject, Injectable } from '@nestjs/common';
import { Clock, CLOCK } from '../clock';
import { Credential } from '../model/credential';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { UserStore } from '../store/user.store';
import { UserLookup } from '../upstream/user.lookup';

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
    const { locationId } = credential;
    const listed = await this.lookup.list(credential, { timeoutMs });
    await this.store.save(locationId, listed.users, listed.observedAt);
    const configured = this.options.locationUsers.get(locationId);
    const others = configured === undefined ? [] : [configured];
    const unknown = await this.store.unknown(locationId, others, this.clock.now() - UNKNOWN_FOR_MS, SINGLES);
    if (unknown.length === 0) return;
    const found = await this.lookup.byId(credential, unknown, { timeoutMs });
    await this.store.save(locationId, found.users, found.observedAt);
  }
}
