import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Clocks of processes that may be moved while these run, by libfaketime. */
export class MovedClocks {
  private readonly library = execFileSync('faketime', ['-f', '+0', 'printenv', 'LD_PRELOAD'], { encoding: 'utf8' }).trim();

  constructor(private readonly folder: string) {}

  /** What a process of this name is started with; its clock is right at first. */
  environmentOf(name: string): Record<string, string> {
    this.move(name, 0);
    return {
      LD_PRELOAD: this.library,
      FAKETIME_TIMESTAMP_FILE: this.fileOf(name),
      FAKETIME_NO_CACHE: '1',
      // As when a clock is set: what counts from the start of the machine goes on.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      DONT_FAKE_MONOTONIC: '1',
    };
  }

  /** By so many seconds from the right time. */
  move(name: string, seconds: number): void {
    writeFileSync(this.fileOf(name), `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}\n`);
  }

  private fileOf(name: string): string {
    return join(this.folder, `${name}.time`);
  }
}
