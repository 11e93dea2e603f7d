import { Module } from '@nestjs/common';
import { BackfillWalks } from './background/backfill.walks';
import { BackgroundOrders } from './background/background-orders.store';
import { BackgroundSync } from './background/background-sync';
import { BackgroundLoop } from './background/background.loop';
import { BackgroundStore } from './background/background.store';
import { Chores } from './background/chores';
import { Credentials } from './background/credentials';
import { ConversationPages } from './background/conversation.pages';
import { DirectoryRefresh } from './background/directory.refresh';
import { LocationWork } from './background/location.work';
import { Roster } from './background/roster';
import { Suspicions } from './background/suspicions';
import { Sweeps } from './background/sweeps';
import { TailWalks } from './background/tail.walks';
import { CLOCK, SYSTEM_CLOCK } from './clock';
import { CHANGE_PROVIDERS } from './changes/changes.providers';
import { ChangesService } from './changes/changes.service';
import { TombstonePruner } from './changes/tombstone.pruner';
import { ConnectionAdmin } from './connections/connection.admin';
import { CONNECTION_PROVIDERS } from './connections/connection.providers';
import { ConnectionService } from './connections/connection.service';
import { ConnectionUpkeep } from './connections/connection.upkeep';
import { InstallationService } from './connections/installation.service';
import { Purge } from './connections/purge';
import { Enricher } from './enrichment/enricher';
import { EVENT_PROVIDERS } from './events/events.providers';
import { EventsService } from './events/events.service';
import { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } from './messages.module-definition';
import { CursorCodec } from './model/cursor';
import { ExportCursors } from './model/export-cursor';
import { MESSAGES_OPTIONS, MessagesOptions, ResolvedMessagesOptions, resolveOptions } from './options';
import { Assignees } from './reads/assignees';
import { ContactAssignees } from './reads/contact.assignees';
import { ConversationFinder } from './reads/conversation.finder';
import { PassThrough } from './reads/pass.through';
import { ReadsService } from './reads/reads.service';
import { RecordTexts } from './reads/record.texts';
import { SeenDirectory } from './reads/seen.directory';
import { SingleLookUps } from './reads/single.look-ups';
import { StoredContinuation } from './reads/stored.continuation';
import { StoredExport } from './reads/stored.export';
import { StoredReads } from './reads/stored.reads';
import { UpstreamExport } from './reads/upstream.export';
import { UserFilling } from './reads/user.filling';
import { FinishedPages } from './search/finished-pages';
import { JoinedTexts } from './search/joined-texts';
import { PageReader } from './search/page.reader';
import { CopyReadiness } from './search/copy.readiness';
import { SearchService } from './search/search.service';
import { ReportService } from './reports/report.service';
import { AttributionStore } from './store/attribution.store';
import { ContactTexts } from './store/contact-texts';
import { Copies } from './store/copies';
import { CoverageStore } from './store/coverage.store';
import { Database } from './store/database';
import { DirectoryStore } from './store/directory.store';
import { ExportStore } from './store/export.store';
import { Figures } from './store/figures';
import { InstallationKeys } from './store/installation-keys';
import { LeaseStore } from './store/lease.store';
import { MessageStore } from './store/message.store';
import { PageStore } from './store/page.store';
import { RecordStore } from './store/record.store';
import { ReportStore } from './store/report.store';
import { Store } from './store/store';
import { UserStore } from './store/user.store';
import { SuspicionStore } from './store/suspicion.store';
import { TextIndexStore } from './store/text-index.store';
import { TextSearchStore } from './store/text-search.store';
import { ConversationCheck } from './sync/conversation.check';
import { CopyTrust } from './sync/copy.trust';
import { HeldLeases } from './sync/held-leases';
import { StatusService } from './sync/status.service';
import { SyncService } from './sync/sync.service';
import { Walker } from './sync/walker';
import { Walks } from './sync/walks';
import { TextIndex } from './text/text.index';
import { TextIndexUpkeep } from './text/text-index.upkeep';
import { AssigneeLookup } from './upstream/assignee.lookup';
import { ConversationLookup } from './upstream/conversation.lookup';
import { DirectoryLookup } from './upstream/directory.lookup';
import { UpstreamReads } from './upstream/upstream.reads';
import { Upstream } from './upstream/upstream.service';
import { UserLookup } from './upstream/user.lookup';
import { UserDirectory } from './users/user.directory';
import { UserTexts } from './users/user.texts';

/** A location's messages: walked out of upstream, enriched, stored, searched. Needs a LeadConnectorModule that is global. */
@Module({
  providers: [
    { provide: CLOCK, useValue: SYSTEM_CLOCK },
    { provide: MESSAGES_OPTIONS, useFactory: resolveOptions, inject: [MODULE_OPTIONS_TOKEN] },
    { provide: Store, useFactory: (options: MessagesOptions) => Store.open(options), inject: [MESSAGES_OPTIONS] },
    { provide: Database, useFactory: (store: Store) => store.database, inject: [Store] },
    ContactTexts,
    UserStore,
    UserLookup,
    UserDirectory,
    UserTexts,
    ReportStore,
    ReportService,
    Copies,
    CoverageStore,
    DirectoryStore,
    LeaseStore,
    MessageStore,
    PageStore,
    RecordStore,
    ExportStore,
    AttributionStore,
    {
      provide: CursorCodec,
      useFactory: async (keys: InstallationKeys) => new CursorCodec(await keys.get('cursor')),
      inject: [InstallationKeys],
    },
    { provide: ExportCursors, useFactory: (codec: CursorCodec) => new ExportCursors(codec), inject: [CursorCodec] },
    Upstream,
    DirectoryLookup,
    Enricher,
    Walker,
    HeldLeases,
    Walks,
    SyncService,
    StatusService,
    BackgroundStore,
    BackgroundOrders,
    Credentials,
    TailWalks,
    BackfillWalks,
    ConversationPages,
    DirectoryRefresh,
    Sweeps,
    ConversationLookup,
    SuspicionStore,
    ConversationCheck,
    Suspicions,
    Chores,
    LocationWork,
    Roster,
    BackgroundLoop,
    BackgroundSync,
    {
      provide: FinishedPages,
      useFactory: ({ searchCacheBytes, observer }: ResolvedMessagesOptions) => new FinishedPages(searchCacheBytes, observer.onPageAsked),
      inject: [MESSAGES_OPTIONS],
    },
    JoinedTexts,
    PageReader,
    TextIndexStore,
    TextSearchStore,
    TextIndex,
    TextIndexUpkeep,
    CopyReadiness,
    SearchService,
    UpstreamReads,
    AssigneeLookup,
    CopyTrust,
    RecordTexts,
    StoredReads,
    StoredExport,
    StoredContinuation,
    UpstreamExport,
    SeenDirectory,
    SingleLookUps,
    ConversationFinder,
    ContactAssignees,
    Assignees,
    UserFilling,
    PassThrough,
    ReadsService,
    InstallationKeys,
    Figures,
    ...CONNECTION_PROVIDERS,
    ...EVENT_PROVIDERS,
    ...CHANGE_PROVIDERS,
  ],
  exports: [
    EventsService,
    ChangesService,
    TombstonePruner,
    BackgroundSync,
    BackgroundLoop,
    ConnectionService,
    ConnectionAdmin,
    ConnectionUpkeep,
    InstallationService,
    Purge,
    TextIndexUpkeep,
    SearchService,
    ReadsService,
    StatusService,
    UserDirectory,
    ReportService,
    Store,
    InstallationKeys,
    Figures,
    CLOCK,
  ],
})
export class MessagesModule extends ConfigurableModuleClass {}
