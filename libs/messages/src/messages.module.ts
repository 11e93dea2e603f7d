import { Module } from '@nestjs/common';
import { CLOCK, SYSTEM_CLOCK } from './clock';
import { Enricher } from './enrichment/enricher';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './messages.module-definition';
import { CursorCodec } from './model/cursor';
import { MESSAGES_OPTIONS, MessagesOptions, resolveOptions } from './options';
import { SearchService } from './search/search.service';
import { ContactTexts } from './store/contact-texts';
import { CoverageStore } from './store/coverage.store';
import { Database } from './store/database';
import { DirectoryStore } from './store/directory.store';
import { InstallationKeys } from './store/installation-keys';
import { LeaseStore } from './store/lease.store';
import { MessageStore } from './store/message.store';
import { PageStore } from './store/page.store';
import { Store } from './store/store';
import { HeldLeases } from './sync/held-leases';
import { StatusService } from './sync/status.service';
import { SyncService } from './sync/sync.service';
import { Walker } from './sync/walker';
import { Walks } from './sync/walks';
import { DirectoryLookup } from './upstream/directory.lookup';
import { Upstream } from './upstream/upstream.service';

/** A location's messages: walked out of upstream, enriched, stored, searched. Needs a LeadConnectorModule that is global. */
@Module({
  providers: [
    { provide: CLOCK, useValue: SYSTEM_CLOCK },
    { provide: MESSAGES_OPTIONS, useFactory: resolveOptions, inject: [MODULE_OPTIONS_TOKEN] },
    { provide: Store, useFactory: (options: MessagesOptions) => Store.open(options), inject: [MESSAGES_OPTIONS] },
    { provide: Database, useFactory: (store: Store) => store.database, inject: [Store] },
    ContactTexts,
    CoverageStore,
    DirectoryStore,
    LeaseStore,
    MessageStore,
    PageStore,
    {
      provide: CursorCodec,
      useFactory: async (keys: InstallationKeys) => new CursorCodec(await keys.get('cursor')),
      inject: [InstallationKeys],
    },
    Upstream,
    DirectoryLookup,
    Enricher,
    Walker,
    HeldLeases,
    Walks,
    SyncService,
    StatusService,
    SearchService,
    InstallationKeys,
  ],
  exports: [SearchService, StatusService, Store, InstallationKeys, CLOCK],
})
export class MessagesModule extends ConfigurableModuleClass {}
