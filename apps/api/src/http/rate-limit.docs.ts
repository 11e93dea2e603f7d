import { header } from '../openapi/header.docs';

/** The rest of the location's budget. Always there where the answer is about a location, `isAlways`; on errors, where it's known by then. */
export function rateLimitHeaderDocs(isAlways: boolean) {
  return {
    'X-RateLimit-Max': header('Requests that may leave for LeadConnector in any interval.', 100, isAlways),
    'X-RateLimit-Remaining': header('Requests that could leave now.', 87, isAlways),
    'X-RateLimit-Interval-Milliseconds': header('The interval.', 10000, isAlways),
    'X-RateLimit-Limit-Daily': header('Requests a day (UTC); absent while nothing is known.', 200000, false),
    'X-RateLimit-Daily-Remaining': header('What is left of them today; absent while nothing is known.', 199310, false),
  };
}
