import { MessagesObserver } from '@app/messages';
import { Counter, Registry } from 'prom-client';
import { PREFIX } from './names';

/** What is read out of LeadConnector into the store, and how often a page of a search is at hand in memory. */
export function syncMetrics(registry: Registry): MessagesObserver {
  const registers = [registry];
  const perChannel = (name: string, help: string) => new Counter({ name: `${PREFIX}${name}`, help, labelNames: ['channel'], registers });
  const pages = perChannel('walk_pages_total', 'Pages of walks that were stored.');
  const read = perChannel('messages_read_total', 'Messages in those pages.');
  const stored = perChannel('messages_stored_total', 'Of those messages, the ones that were new or changed.');
  const takeOvers = new Counter({
    name: `${PREFIX}lease_takeovers_total`,
    help: 'Locations taken over from a process that had fallen silent.',
    registers,
  });
  const asked = new Counter({
    name: `${PREFIX}page_cache_requests_total`,
    help: 'Pages of searches asked for, by whether they were at hand in memory (hit) or read from the store (miss).',
    labelNames: ['outcome'],
    registers,
  });
  return {
    onPageStored: ({ channel, messagesRead, messagesStored }) => {
      pages.inc({ channel });
      read.inc({ channel }, messagesRead);
      stored.inc({ channel }, messagesStored);
    },
    onLeaseTakenOver: () => takeOvers.inc(),
    onPageAsked: (isKept) => asked.inc({ outcome: isKept ? 'hit' : 'miss' }),
  };
}
