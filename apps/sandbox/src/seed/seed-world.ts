import { SandboxOptions } from '../options';
import { MAIN_LOCATION_ID, OTHER_LOCATION_ID } from '../world/location.entity';
import { AGENCY_TOKEN, MAIN_TOKEN, OTHER_TOKEN } from '../world/token.entity';
import { World } from '../world/world';
import { Calendar } from './calendar';
import { IdSource } from './ids';
import { seedLocation } from './location.seed';
import { poolsOf } from './pools';
import { Random } from './random';
import { seedUsers } from './user.seed';

const USERS_OF_MAIN = 8;
const USERS_OF_OTHER = 3;

/** A world of two locations and three tokens, equal for equal options. */
export function seedWorld(options: SandboxOptions): World {
  const { seed, anchor, historyDays, lateUpdateRate } = options;
  const sources = { random: new Random(seed), ids: new IdSource(seed), pools: poolsOf(seed) };
  const world = new World(options.clock, new IdSource(seed + 1));
  const calendar = new Calendar(anchor.getTime(), historyDays);
  world.locations.push(
    { id: MAIN_LOCATION_ID, name: 'Northside Dental', timezone: 'Europe/London' },
    { id: OTHER_LOCATION_ID, name: 'Harbour Plumbing', timezone: 'Europe/London' },
  );
  const sizes = [
    { locationId: MAIN_LOCATION_ID, messages: options.messages, userCount: USERS_OF_MAIN },
    { locationId: OTHER_LOCATION_ID, messages: options.otherMessages, userCount: USERS_OF_OTHER },
  ];
  for (const { locationId, messages, userCount } of sizes) {
    const users = seedUsers(sources, locationId, userCount);
    for (const user of users) world.users.set(user.id, user);
    seedLocation(sources, world.entities, { locationId, messages, users, calendar, lateUpdateRate });
  }
  world.addToken({ token: MAIN_TOKEN, label: 'main', locationIds: [MAIN_LOCATION_ID] });
  world.addToken({ token: OTHER_TOKEN, label: 'other', locationIds: [OTHER_LOCATION_ID] });
  world.addToken({ token: AGENCY_TOKEN, label: 'agency', locationIds: [MAIN_LOCATION_ID, OTHER_LOCATION_ID] });
  return world;
}
