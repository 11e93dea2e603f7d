import { Exchange } from '../calls.types';
import { LeadConnectorError } from '../errors';
import { ManualRuntime } from '../testing/manual.runtime';
import { aRequest, aResponse } from '../testing/request.fixture';
import { exchangeLayer } from './exchange.layer';
import { RawResponse, TransportRequest } from './transport.types';

const REQUEST = aRequest({ method: 'GET', path: '/things/{id}' });

describe('exchangeLayer', () => {
  /** What is told of an exchange that takes 40 ms. */
  const toldOf = async (end: () => RawResponse, request: TransportRequest = REQUEST): Promise<Exchange[]> => {
    const told: Exchange[] = [];
    const runtime = new ManualRuntime();
    const layer = exchangeLayer((exchange) => told.push(exchange), runtime.clock);
    const answer = layer(() => runtime.sleep(40).then(end))(request).catch(() => undefined);
    await runtime.advance(40);
    await answer;
    return told;
  };

  it('tells the status of every answer, and how long it took', async () => {
    const { method, path, priority } = REQUEST;
    expect(await toldOf(() => aResponse({ status: 429 }))).toEqual([{ method, path, priority, outcome: 429, durationMs: 40 }]);
  });

  it('tells the code of the error where there is no answer', async () => {
    const fail = (): never => {
      throw new LeadConnectorError({ code: 'network', sent: true } as never, REQUEST);
    };
    expect((await toldOf(fail)).map(({ outcome }) => outcome)).toEqual(['network']);
  });

  it('tells why it was interrupted, whatever became of that on its way', async () => {
    const controller = new AbortController();
    const request = { ...REQUEST, signal: controller.signal };
    const interrupt = (): never => {
      controller.abort(new LeadConnectorError({ code: 'aborted' }, REQUEST));
      throw new Error('socket hang up');
    };
    expect((await toldOf(interrupt, request)).map(({ outcome }) => outcome)).toEqual(['aborted']);
  });
});
