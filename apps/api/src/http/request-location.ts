import { IncomingMessage } from 'node:http';

const LOCATIONS = new WeakMap<IncomingMessage, string>();

/** Notes which location a request turned out to be about. */
export function noteLocation(request: { readonly raw: IncomingMessage }, locationId: string): void {
  LOCATIONS.set(request.raw, locationId);
}

/** The location that was noted; undefined while nobody knows. */
export function notedLocation(request: { readonly raw: IncomingMessage }): string | undefined {
  return LOCATIONS.get(request.raw);
}
