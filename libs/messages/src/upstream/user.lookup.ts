import { Inject, Injectable } from '@nestjs/common';
import { CallOptions, isLeadConnectorError, LeadConnectorClient, WireUser } from '@app/leadconnector';
import { Clock, CLOCK } from '../clock';
import { Credential } from '../model/credential';
import { User } from '../model/user';
import { isWireObject, readText } from './wire-value';

/** How users are asked for. */
export type UserCall = CallOptions;

/** Users as upstream told them at a moment (epoch ms). */
export interface SeenUsers {
  readonly users: readonly User[];
  readonly observedAt: number;
}

/** Asks upstream who the users of a location are. */
@Injectable()
export class UserLookup {
  constructor(
    private readonly client: LeadConnectorClient,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** All that the location has now, in one request. @throws LeadConnectorError */
  async list(credential: Credential, options: UserCall): Promise<SeenUsers> {
    const observedAt = this.clock.now();
    const { users } = await this.client.listUsers(credential, options);
    return { users: users.map(readUser).filter((user) => user !== null), observedAt };
  }

  /** The same, or null where upstream doesn't give it: to a token without the scope, or now. */
  async listIfGiven(credential: Credential, options: UserCall): Promise<SeenUsers | null> {
    return this.list(credential, options).catch((error: unknown) => {
      if (isLeadConnectorError(error)) return null;
      throw error;
    });
  }

  /** Users by their ids, one request each; whom upstream doesn't know is without a name. Whom it couldn't tell of is left out. */
  async byId(credential: Credential, ids: readonly string[], options: UserCall): Promise<SeenUsers> {
    const observedAt = this.clock.now();
    const found = await Promise.all(ids.map((id) => this.one(credential, id, options)));
    return { users: found.filter((user) => user !== null), observedAt };
  }

  private async one(credential: Credential, id: string, options: UserCall): Promise<User | null> {
    try {
      const { user } = await this.client.getUser(credential, id, options);
      // A user of another location isn't this one's to show.
      return (isOf(user, credential.locationId) && readUser(user)) || { id, name: null, email: null };
    } catch (error) {
      // Upstream answers 404 for what is deleted, 400 and 422 for ids it can't read, and 403 for users of other locations.
      if (isLeadConnectorError(error, 'not-found', 'bad-request', 'unprocessable', 'forbidden')) return { id, name: null, email: null };
      if (isLeadConnectorError(error) || error instanceof TypeError) return null;
      throw error;
    }
  }
}

function readUser(record: unknown): User | null {
  if (!isWireObject(record)) return null;
  const id = readText(record.id);
  if (id === null) return null;
  const parts = [readText(record.firstName), readText(record.lastName)].filter((part) => part !== null);
  return { id, name: readText(record.name) ?? readText(parts.join(' ')), email: readText(record.email) };
}

/** By the locations of the user's roles, where upstream tells any. */
function isOf(user: WireUser, locationId: string): boolean {
  const { roles } = user;
  const ids = isWireObject(roles) ? roles.locationIds : undefined;
  return !Array.isArray(ids) || ids.length === 0 || ids.includes(locationId);
}
