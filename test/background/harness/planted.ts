import { TestingModuleBuilder } from '@nestjs/testing';
import { setTimeout as delay } from 'node:timers/promises';
import { Database, Queryable } from '../../../libs/messages/src/store/database';
import { Lease } from '../../../libs/messages/src/store/lease.store';
import { Reach } from '../../../libs/messages/src/store/wall/reach';
import { PageBeingSaved, PageStore, WalkedPage } from '../../../libs/messages/src/store/page.store';

/** Faults that a harness must catch before what it finds in the service counts. They exist here only. */
export const PLANTED_FAULTS = ['checkpoint-before-rows', 'no-fence'] as const;
export type PlantedFault = (typeof PLANTED_FAULTS)[number];

export function plant(fault: PlantedFault, builder: TestingModuleBuilder): TestingModuleBuilder {
  if (fault === 'checkpoint-before-rows')
    return builder
      .overrideProvider(PageStore)
      .useFactory({ factory: (database: Database) => new CheckpointFirst(database), inject: [Database] });
  return builder.overrideProvider(PageStore).useFactory({
    factory: (database: Database) => new PageStore(withoutFence(database)),
    inject: [Database],
  });
}

/** Saves what a page proves before its rows, in a transaction of its own. */
class CheckpointFirst extends PageStore {
  override startSaving(lease: Lease, page: WalkedPage, before?: PageBeingSaved): PageBeingSaved {
    const checkpoint = super.startSaving(lease, { ...page, messages: [], setAside: [] }, before);
    const { tail: _, ...rows } = { ...page, proven: { after: 0, upTo: 0 } };
    const saved = checkpoint.saved.then(() => delay(30)).then(() => super.startSaving(lease, rows).saved);
    return { page, locked: checkpoint.saved.then(() => null), saved };
  }
}

/** Lets whoever once had the lease write for ever. */
function withoutFence(database: Database): Database {
  const unfenced = (transaction: Queryable): Queryable => ({
    query: (statement, values) =>
      statement.name === 'lease.lock'
        ? transaction.query(
            { name: 'planted.lock', text: 'update locations set turn = turn + 1 where location_id = $1 returning change_seq, turn' },
            values.slice(0, 1),
          )
        : transaction.query(statement, values),
  });
  return new Proxy(database, {
    get: (target, name) => {
      if (name === 'transaction')
        return (reach: Reach, work: (transaction: Queryable) => Promise<unknown>) =>
          target.transaction(reach, (one) => work(unfenced(one)));
      const value = Reflect.get(target, name) as unknown;
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
