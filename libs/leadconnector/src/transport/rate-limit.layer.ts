import { enterAll } from './permits';
import { RateLimiter } from './rate-limiter';
import { Layer, RawResponse } from './transport.types';

/** Holds a request back until its location may send, and tells the limiter what came of it. */
export function rateLimitLayer(limiter: RateLimiter): Layer<RawResponse> {
  return (next) => async (request) => {
    const permit = await enterAll(limiter, request);
    let response: RawResponse;
    try {
      response = await next(request);
    } catch (error) {
      permit.failed();
      throw error;
    }
    permit.answered(response.status, response.headers);
    return response;
  };
}
