import { Injectable } from '@nestjs/common';
import { createHash } from 'node:crypto';
import { ConnectionService } from '../connections/connection.service';
import { Credential } from '../model/credential';
import { failureOf } from '../upstream/failure';

/** The location's credential won't do, and trying it again won't help; another may. */
export class CredentialRefused extends Error {
  constructor(
    readonly code: 'unauthorized' | 'forbidden',
    /** Of the token that was refused; null when there was none to try. */
    readonly digest: string | null,
  ) {
    super(`The credential of the location is refused: ${code}.`);
    this.name = 'CredentialRefused';
  }
}

/** What tells whether a location has another token than the one that was refused, without being one. */
export function digestOf({ token }: Credential): string {
  return createHash('sha256').update(token).digest('base64url').slice(0, 22);
}

/** Works with a location's stored credential. */
@Injectable()
export class Credentials {
  constructor(private readonly connections: ConnectionService) {}

  /**
   * Runs `work` with the credential; when upstream doesn't accept it, once more with the one that comes of that.
   *
   * @throws CredentialRefused; what `work` throws, `unauthorized` among them while the connection isn't given up yet
   */
  async use<Result>(locationId: string, work: (credential: Credential) => Promise<Result>): Promise<Result> {
    const credential = await this.connections.credentialOf(locationId);
    if (!credential) throw new CredentialRefused('unauthorized', null);
    try {
      return await this.tried(credential, work);
    } catch (error) {
      if (failureOf(error).code !== 'unauthorized') throw error;
      const renewed = await this.connections.reportUnauthorized(credential);
      if (renewed) return await this.tried(renewed, work);
      if (!(await this.connections.credentialOf(locationId))) throw new CredentialRefused('unauthorized', null);
      throw error;
    }
  }

  /** A token that may not read the location won't be allowed to by being asked again. */
  private async tried<Result>(credential: Credential, work: (credential: Credential) => Promise<Result>): Promise<Result> {
    try {
      return await work(credential);
    } catch (error) {
      if (failureOf(error).code === 'forbidden') throw new CredentialRefused('forbidden', digestOf(credential));
      throw error;
    }
  }
}
