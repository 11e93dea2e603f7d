import { compact } from '../world/compact';
import { Contact, withDerivedNames } from '../world/contact.entity';
import { IdSource } from './ids';
import { Pools } from './pools';
import { Random } from './random';

const TAGS = ['lead', 'vip', 'newsletter', 'no-show', 'customer'] as const;
const SOURCES = ['website form', 'public api', 'facebook', 'referral', 'csv import'] as const;

/** A contact of which any of name, e-mail, phone and company may be missing, and on about one in a hundred all are. */
export function seedContact(
  { random, ids, pools }: { random: Random; ids: IdSource; pools: Pools },
  { locationId, assignedTo, addedMs, updatedMs }: { locationId: string; assignedTo?: string; addedMs: number; updatedMs: number },
): Contact {
  const isBlank = random.chance(0.01);
  const has = (share: number) => !isBlank && random.chance(share);
  const name = has(0.85) ? random.pick(random.chance(0.15) ? pools.foreignNames : pools.names) : undefined;
  const number = random.int(10_000_000);
  const email = `${/^[a-z]+$/i.test(name?.firstName ?? '') ? name?.firstName : 'hello'}.${number.toString(36)}@example.com`;
  return compact(
    withDerivedNames({
      id: ids.next(),
      locationId,
      firstName: name?.firstName,
      lastName: name && has(0.95) ? name.lastName : undefined,
      companyName: has(0.35) ? random.pick(pools.companies) : undefined,
      email: has(0.7) ? email : undefined,
      phone: has(0.9) ? `+1555${String(number).padStart(7, '0')}` : undefined,
      assignedTo,
      type: 'lead',
      source: random.pick(SOURCES),
      tags: random.chance(0.4) ? [random.pick(TAGS)] : [],
      timezone: random.chance(0.5) ? 'Europe/London' : undefined,
      dateAdded: new Date(addedMs).toISOString(),
      dateUpdated: new Date(updatedMs).toISOString(),
    }),
  );
}
