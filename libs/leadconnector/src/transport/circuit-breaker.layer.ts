import { LRUCache } from 'lru-cache';
import { Runtime } from '../runtime';
import { CircuitBreaker, CircuitLimits } from './circuit-breaker';
import { Layer } from './transport.types';

/** Gives every location a circuit of its own; one that was forgotten is closed, and opens again by the failures that it sees. */
export function circuitBreakerLayer<Response>(limits: CircuitLimits, runtime: Runtime, maxLocations = 10_000): Layer<Response> {
  const circuits = new LRUCache<string, CircuitBreaker>({ max: maxLocations });
  return (next) => (request) => {
    const { locationId } = request.credential;
    const circuit = circuits.get(locationId) ?? new CircuitBreaker(limits, runtime);
    circuits.set(locationId, circuit);
    return circuit.run(request, next);
  };
}
