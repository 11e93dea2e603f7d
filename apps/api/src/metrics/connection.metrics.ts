import { Figures } from '@app/messages';
import { Gauge, Registry } from 'prom-client';
import { PREFIX } from './names';

/** @returns shows what this process's connections to the store do: the driver of statements, and the one that reads pages as bytes. */
export function connectionMetrics(registry: Registry, figures: Pick<Figures, 'connections'>): () => void {
  const registers = [registry];
  const limit = new Gauge({
    name: `${PREFIX}store_connections_max`,
    help: 'Connections to the store that a driver may have.',
    labelNames: ['driver'],
    registers,
  });
  const connections = new Gauge({
    name: `${PREFIX}store_connections`,
    help: 'Connections to the store that are busy, and requests that wait for one, by driver.',
    labelNames: ['driver', 'state'],
    registers,
  });
  return () => {
    for (const [driver, { max, busy, waiting }] of Object.entries(figures.connections())) {
      limit.set({ driver }, max);
      connections.set({ driver, state: 'busy' }, busy);
      connections.set({ driver, state: 'waiting' }, waiting);
    }
  };
}
