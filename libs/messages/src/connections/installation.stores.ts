import { Injectable } from '@nestjs/common';
import { OAuthTokens } from '../upstream/connection.calls';
import { CompanyStore } from './company.store';
import { ConnectionStore } from './connection.store';
import { SecretCipher } from './secret.cipher';
import { refreshAfterMs } from './token.life';
import { writePair } from './token.pair';

/** Where the pairs of an installation go, sealed. */
@Injectable()
export class InstallationStores {
  constructor(
    private readonly connections: ConnectionStore,
    private readonly companies: CompanyStore,
    private readonly cipher: SecretCipher,
  ) {}

  /** @throws MessagesError `encryption-key-missing` */
  requireKey(): void {
    this.cipher.seal({ kind: 'oauth', ownerId: '' }, '');
  }

  async putLocation(locationId: string, tokens: OAuthTokens): Promise<void> {
    const sealed = this.cipher.seal({ kind: 'oauth', ownerId: locationId }, writePair(tokens));
    await this.connections.put({ locationId, type: 'oauth', sealed, life: lifeOf(tokens) });
  }

  async putCompany(companyId: string, tokens: OAuthTokens): Promise<void> {
    const sealed = this.cipher.seal({ kind: 'company', ownerId: companyId }, writePair(tokens));
    await this.companies.put({ companyId, sealed, ...lifeOf(tokens) });
  }
}

function lifeOf({ expiresInMs }: OAuthTokens): { lifeMs: number; refreshAfterMs: number } {
  return { lifeMs: expiresInMs, refreshAfterMs: refreshAfterMs(expiresInMs) };
}
