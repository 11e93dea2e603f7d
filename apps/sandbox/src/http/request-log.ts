import { RecordedRequest } from './recorded-request';

/** A sandbox that runs for days keeps the newest requests only. */
const MAX_KEPT = 200_000;

/** Every request in order of arrival. The array stays the same one, so tests may hold on to it. */
export class RequestLog {
  readonly requests: RecordedRequest[] = [];

  add(request: RecordedRequest): void {
    if (this.requests.length >= MAX_KEPT) this.requests.splice(0, MAX_KEPT / 2);
    this.requests.push(request);
  }

  clear(): void {
    this.requests.length = 0;
  }
}
