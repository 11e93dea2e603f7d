import { resolveOptions } from '../options';
import { CursorCodec } from '../model/cursor';
import { FeedPositions } from '../model/feed-position';
import { ChangeStore } from '../store/change.store';
import { ContactTexts } from '../store/contact-texts';
import { Database } from '../store/database';
import { ChangeReader, ReadPage } from './change.reader';
import { ChangesQuery } from './changes.types';

/** A change as a consumer parses it. */
export interface ParsedChange {
  readonly action: string;
  readonly id: string;
  readonly message: Readonly<Record<string, unknown>> | null;
  readonly dateDeleted?: string;
}

/** All changes of a location since the beginning, unless told otherwise. */
export function aChangesQuery(locationId: string, given: Partial<ChangesQuery> = {}): ChangesQuery {
  return {
    credential: { locationId, token: 'token' },
    since: 'beginning',
    limit: 100,
    messageTypes: null,
    includeContact: false,
    ...given,
  };
}

export function aChangeReader(database: Database, locationUsers = new Map<string, string>()): ChangeReader {
  const positions = new FeedPositions(new CursorCodec(Buffer.alloc(32, 1)));
  return new ChangeReader(new ChangeStore(database), new ContactTexts(database), positions, resolveOptions({ dataDir: '', locationUsers }));
}

export function parsed({ changes }: Pick<ReadPage, 'changes'>): ParsedChange[] {
  return changes.map(({ json }) => JSON.parse(Buffer.concat(json).toString()) as ParsedChange);
}
