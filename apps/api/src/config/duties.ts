import { MessagesOptions } from '@app/messages';
import { Environment } from './environment';

/** What a process of this role does unasked. A worker applies events whether or not it has the keys: those are for taking them. */
export function duties({
  ROLE,
  BACKGROUND_SYNC,
  WEBHOOK_PUBLIC_KEYS,
}: Environment): Pick<MessagesOptions, 'backgroundSync' | 'appliesEvents' | 'upkeep'> {
  const works = ROLE !== 'api';
  return {
    backgroundSync: works && BACKGROUND_SYNC === 'on',
    appliesEvents: works && (ROLE === 'worker' || WEBHOOK_PUBLIC_KEYS !== undefined),
    upkeep: works,
  };
}
