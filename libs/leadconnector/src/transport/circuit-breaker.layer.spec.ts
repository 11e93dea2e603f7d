import { LeadConnectorError } from '../errors';
import { ManualRuntime } from '../testing/manual.runtime';
import { aRequest } from '../testing/request.fixture';
import { circuitBreakerLayer } from './circuit-breaker.layer';
import { TransportRequest } from './transport.types';

const at = (locationId: string): TransportRequest => aRequest({ credential: { locationId, token: 'secret-token' } });
const failing = (request: TransportRequest): Promise<never> =>
  Promise.reject(new LeadConnectorError({ code: 'network', errno: 'ECONNRESET' }, request));

describe('circuitBreakerLayer', () => {
  const limits = { failures: 1, openMs: 5_000 };

  it('keeps the circuit of one location apart from all others', async () => {
    const send = circuitBreakerLayer<never>(limits, new ManualRuntime())(failing);
    await expect(send(at('loc1'))).rejects.toMatchObject({ code: 'network' });
    await expect(send(at('loc1'))).rejects.toMatchObject({ code: 'circuit-open' });
    await expect(send(at('loc2'))).rejects.toMatchObject({ code: 'network' });
  });

  it('remembers so many locations, those used last', async () => {
    const send = circuitBreakerLayer<never>(limits, new ManualRuntime(), 2)(failing);
    for (const name of ['loc1', 'loc2']) await expect(send(at(name))).rejects.toMatchObject({ code: 'network' });
    await expect(send(at('loc1'))).rejects.toMatchObject({ code: 'circuit-open' });
    await expect(send(at('loc3'))).rejects.toMatchObject({ code: 'network' });
    await expect(send(at('loc1'))).rejects.toMatchObject({ code: 'circuit-open' });
    await expect(send(at('loc2'))).rejects.toMatchObject({ code: 'network' });
  });
});
