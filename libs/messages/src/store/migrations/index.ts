import { Migration } from 'kysely';
import * as messages from './0001-messages';
import * as upstreamReads from './0002-upstream-reads';
import * as connections from './0003-connections';
import * as events from './0004-events';
import * as changes from './0005-changes';
import * as background from './0006-background';
import * as suspicions from './0007-suspicions';
import * as turns from './0008-turns';
import * as usersAndReports from './0009-users-and-reports';
import * as textSearch from './0010-text-search';
import * as estimates from './0012-estimates';
import * as contactsTurn from './0013-contacts-turn';

/** Every migration, by the name it is recorded under; they run in the order of their names. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-messages': messages,
  '0002-upstream-reads': upstreamReads,
  '0003-connections': connections,
  '0004-events': events,
  '0005-changes': changes,
  '0006-background': background,
  '0007-suspicions': suspicions,
  '0008-turns': turns,
  '0009-users-and-reports': usersAndReports,
  '0010-text-search': textSearch,
  '0012-estimates': estimates,
  '0013-contacts-turn': contactsTurn,
};
