import { Injectable } from '@nestjs/common';

/** Whether the service is about to stop: requests are still served, but whoever distributes them is to choose another process. */
@Injectable()
export class Draining {
  private begun = false;

  get hasBegun(): boolean {
    return this.begun;
  }

  begin(): void {
    this.begun = true;
  }
}
