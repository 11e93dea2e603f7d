import { escapeLiteral } from 'pg';

/** Whose rows a transaction sees: those of one location, or the lists of what is to be done in all of them. */
export type Reach = { readonly locationId: string } | 'all-locations';

/** The settings that the policies look at. Where neither is there, no row is seen. */
export const LOCATION_SETTING = 'leadconnector_messages.location_id';
export const REACH_SETTING = 'leadconnector_messages.reach';

/** In no location's id, since the server keeps no text with it; in a statement it would be the end. */
const NUL = /\0/g;

/**
 * Says whose rows a transaction may see. Nothing is left of it at its end, so the next transaction of the same connection, whoever's it is behind a
 * pooler, sees only what it asks for itself.
 */
export function setLocal(reach: Reach): string {
  if (reach === 'all-locations') return `set local ${REACH_SETTING} = 'all-locations'`;
  return `set local ${LOCATION_SETTING} = ${escapeLiteral(reach.locationId.replace(NUL, '\uFFFD'))}`;
}

/** Goes on with location $1 alone in a transaction that was begun for all of them. */
export const ENTER_LOCATION = {
  name: 'wall.enter-location',
  text: `select set_config('${LOCATION_SETTING}', $1, true), set_config('${REACH_SETTING}', '', true)`,
};
