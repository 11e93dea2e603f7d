import { User } from '../world/user.entity';
import { IdSource } from './ids';
import { Pools } from './pools';
import { Random } from './random';

/** Users of one location. */
export function seedUsers(
  { random, ids, pools }: { random: Random; ids: IdSource; pools: Pools },
  locationId: string,
  count: number,
): User[] {
  return Array.from({ length: count }, (_, index) => {
    const { firstName, lastName } = random.pick(pools.names);
    return {
      id: ids.next(),
      name: `${firstName} ${lastName}`,
      firstName,
      lastName,
      email: `user${index + 1}.${locationId.slice(0, 4).toLowerCase()}@example.com`,
      phone: `+1555${String(random.int(10_000_000)).padStart(7, '0')}`,
      extension: '',
      roles: { type: 'account', role: index === 0 ? 'admin' : 'user', locationIds: [locationId] },
      deleted: false,
    };
  });
}
