import { Exchange } from '../calls.types';
import { isLeadConnectorError } from '../errors';
import { Clock } from '../runtime';
import { Layer, RawResponse } from './transport.types';

/** Tells of each exchange when it is over, however it ended. */
export function exchangeLayer(onExchange: (exchange: Exchange) => void, clock: Clock): Layer<RawResponse> {
  return (next) => async (request) => {
    const { method, path, priority } = request;
    const startedAt = clock.monotonic();
    const tell = (outcome: Exchange['outcome']): void =>
      onExchange({ method, path, priority, outcome, durationMs: clock.monotonic() - startedAt });
    try {
      const response = await next(request);
      tell(response.status);
      return response;
    } catch (error) {
      // What interrupted it says more than the form that the interruption took on its way up.
      const reason: unknown = request.signal.aborted ? request.signal.reason : error;
      tell(isLeadConnectorError(reason) ? reason.code : 'network');
      throw error;
    }
  };
}
