import type { CallOptions } from '../client.options.ts';
import type { Health } from '../contract.types.ts';
import type { Http } from '../http.ts';

/** The probes; they take no token. */
export class HealthResource {
  constructor(private readonly http: Http) {}

  live(options?: CallOptions): Promise<Health> {
    return this.http.answer('get', '/health/live', 200, {}, options);
  }

  /** @throws UnavailableError when the service can't do its work */
  ready(options?: CallOptions): Promise<Health> {
    return this.http.answer('get', '/health/ready', 200, {}, options);
  }
}
