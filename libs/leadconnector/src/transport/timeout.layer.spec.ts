import { ManualRuntime } from '../testing/manual.runtime';
import { aRequest } from '../testing/request.fixture';
import { timeoutLayer } from './timeout.layer';
import { TransportRequest } from './transport.types';

/** An exchange that connects when told to, and then never answers. */
function hanging(): { send: (request: TransportRequest) => Promise<string>; connect: () => void } {
  let sent: TransportRequest | undefined;
  return {
    send: (request) => {
      sent = request;
      return new Promise((_, reject) => request.signal.addEventListener('abort', () => reject(request.signal.reason as Error)));
    },
    connect: () => sent?.onSent?.(),
  };
}

describe('timeoutLayer', () => {
  it('ends an exchange whose answer takes too long, from the moment it was sent', async () => {
    const runtime = new ManualRuntime();
    const { send, connect } = hanging();
    const settled = jest.fn();
    timeoutLayer<string>(100, runtime.sleep)(send)(aRequest()).catch(settled);
    await runtime.advance(5_000);
    connect();
    await runtime.advance(99);
    expect(settled).not.toHaveBeenCalled();
    await runtime.advance(1);
    expect(settled).toHaveBeenCalledWith(expect.objectContaining({ code: 'timeout', phase: 'response', path: '/things/{id}' }));
  });

  it('leaves no timer behind after an answer', async () => {
    const runtime = new ManualRuntime();
    const send = (request: TransportRequest): Promise<string> => {
      request.onSent?.();
      return Promise.resolve('ok');
    };
    expect([await timeoutLayer<string>(100, runtime.sleep)(send)(aRequest()), runtime.pending]).toEqual(['ok', 0]);
  });

  it('passes an abort of the call on, with its reason, and sends nothing after it', async () => {
    const controller = new AbortController();
    const send = jest.fn(hanging().send);
    const layer = timeoutLayer<string>(100, new ManualRuntime().sleep)(send);
    const outcome = expect(layer(aRequest({ signal: controller.signal }))).rejects.toThrow('enough');
    controller.abort(new Error('enough'));
    await outcome;
    await expect(layer(aRequest({ signal: controller.signal }))).rejects.toThrow('enough');
    expect(send).toHaveBeenCalledTimes(1);
  });
});
