import { IncomingMessage } from 'node:http';

/** What hooks have of a request. */
export interface RoutedRequest {
  readonly raw: IncomingMessage;
  readonly method: string;
  readonly is404: boolean;
  readonly routeOptions: { readonly url?: string | undefined };
}

/** The route that a request came to, as its template; null when there is none. */
export function routeOf({ is404, routeOptions }: RoutedRequest): string | null {
  return is404 ? null : (routeOptions.url ?? null);
}
