import { Migration } from 'kysely';
import * as messages from './0001-messages';

/** Every migration, by the name it is recorded under; they run in the order of their names. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-messages': messages,
};
