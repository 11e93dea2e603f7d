import { Figures, StoreFigures } from '@app/messages';
import { Gauge, Registry } from 'prom-client';
import { PREFIX } from './names';
import { RecentFigures } from './recent.figures';

/** @returns shows what the store holds over all locations. While it can't be asked, these have no value, and `store_up` is 0. */
export function storeMetrics(registry: Registry, figures: Pick<Figures, 'read'>): () => Promise<void> {
  const registers = [registry];
  const recent = new RecentFigures(() => figures.read());
  const show = gaugesOf(registry);
  const up = new Gauge({
    name: `${PREFIX}store_up`,
    help: 'Whether the store answered when it was last asked for these figures: 1, or 0.',
    registers,
  });
  return async () => {
    const read = await recent.get();
    up.set(read ? 1 : 0);
    show(read);
  };
}

function gaugesOf(registry: Registry): (figures: StoreFigures | null) => void {
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge<Label>({ name: `${PREFIX}${name}`, help, labelNames, registers: [registry] });
  const age = gauge(
    'coverage_age_seconds',
    'Seconds since the moment up to which the copies of the locations are complete, by class of location, as quantiles; 1 is the oldest.',
    ['class', 'quantile'],
  );
  const locations = gauge('coverage_locations', 'Locations that are connected, or that are read on demand.', ['class']);
  const stale = gauge('coverage_stale_locations', 'Of those, the ones whose copy is more than 20 minutes old.', ['class']);
  const waiting = gauge('events_waiting', 'Webhook events that wait to be applied.', []);
  const oldest = gauge('events_oldest_waiting_seconds', 'How long the oldest of them has waited.', []);
  const dead = gauge('events_dead_letters', 'Webhook events that were given up.', []);
  const background = gauge('background_locations', 'Connected locations, by what their background sync does.', ['state']);
  const events = [waiting, oldest, dead];
  return (figures) => {
    for (const labelled of [age, locations, stale, background]) labelled.reset();
    for (const plain of events) plain.remove();
    if (!figures) return;
    for (const { isConnected, medianSeconds, p95Seconds, oldestSeconds, ...counts } of figures.coverage) {
      const of = { class: isConnected ? 'connected' : 'on-demand' };
      age.set({ ...of, quantile: '0.5' }, medianSeconds);
      age.set({ ...of, quantile: '0.95' }, p95Seconds);
      age.set({ ...of, quantile: '1' }, oldestSeconds);
      locations.set(of, counts.locations);
      stale.set(of, counts.stale);
    }
    waiting.set(figures.events.waiting);
    oldest.set((figures.events.oldestWaitingMs ?? 0) / 1000);
    dead.set(figures.events.dead);
    for (const [state, count] of Object.entries(figures.background)) background.set({ state }, count);
  };
}
