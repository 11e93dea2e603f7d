import { Provider } from '@nestjs/common';
import { MESSAGES_OPTIONS, ResolvedMessagesOptions } from '../options';
import { ConnectionCalls } from '../upstream/connection.calls';
import { AgencyLocations } from './agency.locations';
import { CompanyStore } from './company.store';
import { ConnectionAdmin } from './connection.admin';
import { ConnectionService } from './connection.service';
import { ConnectionStore } from './connection.store';
import { ConnectionUpkeep } from './connection.upkeep';
import { InstallationService } from './installation.service';
import { InstallationStores } from './installation.stores';
import { KeyRing } from './key.ring';
import { Purge } from './purge';
import { Reencryption } from './reencryption';
import { Refresher } from './refresher';
import { SecretCipher } from './secret.cipher';

/** Stored credentials: sealed, refreshed, administered, removed. */
export const CONNECTION_PROVIDERS: Provider[] = [
  {
    provide: SecretCipher,
    useFactory: ({ encryptionKeys }: ResolvedMessagesOptions) => new SecretCipher(new KeyRing(encryptionKeys)),
    inject: [MESSAGES_OPTIONS],
  },
  ConnectionCalls,
  ConnectionStore,
  CompanyStore,
  Refresher,
  AgencyLocations,
  InstallationStores,
  InstallationService,
  Reencryption,
  Purge,
  ConnectionUpkeep,
  ConnectionService,
  ConnectionAdmin,
];
