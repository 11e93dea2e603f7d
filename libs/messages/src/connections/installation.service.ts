import { Inject, Injectable } from '@nestjs/common';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { ConnectionCalls } from '../upstream/connection.calls';
import { AgencyLocations } from './agency.locations';
import { InstallationStores } from './installation.stores';

/** What came of a person's consent. */
export type Installation =
  | { readonly kind: 'location'; readonly locationId: string }
  /** `locations` is null when they could not be listed yet; they will be. */
  | { readonly kind: 'agency'; readonly companyId: string; readonly locations: number | null }
  /** Upstream doesn't take the code: it was used before, is too old, or isn't for this app. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'unavailable' };

/** Turns the code that the consent page gives into a stored connection. */
@Injectable()
export class InstallationService {
  constructor(
    private readonly calls: ConnectionCalls,
    private readonly stores: InstallationStores,
    private readonly agencies: AgencyLocations,
    @Inject(MESSAGES_OPTIONS) private readonly options: ResolvedMessagesOptions,
  ) {}

  /** @throws MessagesError `encryption-key-missing`, before the code is spent; `store-unavailable` */
  async complete(code: string): Promise<Installation> {
    const { oauth } = this.options;
    if (!oauth) return { kind: 'unavailable' };
    this.stores.requireKey();
    const outcome = await this.calls.exchangeCode(oauth, code);
    if (outcome.kind !== 'tokens') return { kind: outcome.kind };
    const { locationId, companyId, userType } = outcome.tokens;
    if (locationId !== null && userType !== 'Company') {
      await this.stores.putLocation(locationId, outcome.tokens);
      return { kind: 'location', locationId };
    }
    if (companyId === null) return { kind: 'unavailable' };
    await this.stores.putCompany(companyId, outcome.tokens);
    // The pair is stored, and that is what can't be had again: the list can be read later.
    return { kind: 'agency', companyId, locations: await this.agencies.connect(companyId).catch(() => null) };
  }
}
