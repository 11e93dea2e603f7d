import { setImmediate as turn } from 'node:timers/promises';
import { aRequest } from '../testing/request.fixture';
import { bulkheadLayer } from './bulkhead.layer';
import { TransportRequest } from './transport.types';

const at = (locationId: string, overrides: Partial<TransportRequest> = {}): TransportRequest =>
  aRequest({ credential: { locationId, token: 'secret-token' }, ...overrides });

describe('bulkheadLayer', () => {
  /** What was sent, in order, each waiting for its answer. */
  function setUp(capacity: number) {
    const sent: { readonly locationId: string; readonly answer: () => void }[] = [];
    const send = bulkheadLayer<string>(capacity)(
      ({ credential }) => new Promise((resolve) => sent.push({ locationId: credential.locationId, answer: () => resolve('ok') })),
    );
    return { sent, send };
  }

  it('does not let a location whose requests hang slow another', async () => {
    const { sent, send } = setUp(2);
    for (let request = 0; request < 5; request++) void send(at('hanging'));
    const other = send(at('other'));
    await turn();
    expect(sent.map(({ locationId }) => locationId)).toEqual(['hanging', 'hanging', 'other']);
    sent[2]?.answer();
    expect(await other).toBe('ok');
  });

  it('says when a request has had its turn', async () => {
    const { sent, send } = setUp(1);
    const onTurn = jest.fn();
    void send(at('loc1'));
    void send(at('loc1', { onTurn }));
    await turn();
    expect(onTurn).not.toHaveBeenCalled();
    sent[0]?.answer();
    await turn();
    expect([onTurn.mock.calls.length, sent.length]).toEqual([1, 2]);
  });

  it('makes room whatever came of a request', async () => {
    const send = bulkheadLayer<string>(1)(() => Promise.reject(new Error('fault')));
    for (let request = 0; request < 3; request++) await expect(send(at('loc1'))).rejects.toThrow('fault');
  });
});
