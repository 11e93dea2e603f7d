import { BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { setMaxListeners } from 'node:events';

/** Tells answers that may take as long as their callers like that the service is to stop, and would wait for them. */
@Injectable()
export class Stopping implements BeforeApplicationShutdown {
  private readonly controller = new AbortController();

  constructor() {
    setMaxListeners(0, this.controller.signal);
  }

  /** Aborted when the service is to stop. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  beforeApplicationShutdown(): void {
    this.controller.abort();
  }
}
