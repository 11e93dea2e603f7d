import { Injectable } from '@nestjs/common';
import { Credential } from '../model/credential';
import { ConnectionCalls } from '../upstream/connection.calls';
import { ConnectionStore } from './connection.store';
import { Connection, ConnectionPage } from './connection.types';
import { Reencryption } from './reencryption';
import { SecretCipher } from './secret.cipher';
import { writePair } from './token.pair';

/** The stored credentials as an operator sees and changes them. */
@Injectable()
export class ConnectionAdmin {
  constructor(
    private readonly connections: ConnectionStore,
    private readonly calls: ConnectionCalls,
    private readonly cipher: SecretCipher,
    private readonly reencryption: Reencryption,
  ) {}

  /**
   * Stores a Private Integration Token, once upstream has accepted it for the location.
   *
   * @throws MessagesError `encryption-key-missing`, `store-unavailable`; LeadConnectorError when upstream refuses it or can't be asked, and
   * then nothing has changed
   */
  async putToken({ locationId, token }: Credential): Promise<Connection | null> {
    const sealed = this.cipher.seal(
      { kind: 'private-integration', ownerId: locationId },
      writePair({ accessToken: token, refreshToken: null }),
    );
    await this.calls.probe({ locationId, token });
    await this.connections.put({ locationId, type: 'private-integration', sealed, life: null });
    return this.connections.find(locationId);
  }

  find(locationId: string): Promise<Connection | null> {
    return this.connections.find(locationId);
  }

  async page(after: string, limit: number): Promise<ConnectionPage> {
    const found = await this.connections.list(after, limit + 1);
    const connections = found.slice(0, limit);
    return { connections, next: found.length > limit ? (connections.at(-1)?.locationId ?? null) : null };
  }

  /** How many secrets, agencies' included, aren't under the first key yet. */
  remainingUnderOldKeys(): Promise<number> {
    return this.reencryption.remaining();
  }

  /** False when there was none. What is stored of the location stays. */
  delete(locationId: string): Promise<boolean> {
    return this.connections.delete(locationId);
  }
}
