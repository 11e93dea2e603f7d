import { Bulkhead } from './bulkhead';
import { Layer } from './transport.types';

/** Keeps a location from having more than `capacity` requests on the wire. Who is let in has had its turn. */
export function bulkheadLayer<Response>(capacity: number): Layer<Response> {
  const bulkheads = new Map<string, Bulkhead>();
  return (next) => async (request) => {
    const { locationId } = request.credential;
    request.signal.throwIfAborted();
    const bulkhead = bulkheads.get(locationId) ?? new Bulkhead(capacity);
    bulkheads.set(locationId, bulkhead);
    await bulkhead.enter(request);
    try {
      request.onTurn?.();
      return await next(request);
    } finally {
      bulkhead.leave();
      if (bulkhead.isEmpty) bulkheads.delete(locationId);
    }
  };
}
