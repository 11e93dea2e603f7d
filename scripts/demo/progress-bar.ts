import { WalkProgressSchema } from '../../apps/api/src/http/walk-progress.schema';
import { Screen } from './screen';
import { count, duration } from './text';

const WIDTH = 30;
/** Without a terminal a line is written each time that this share more is done. */
const LINE_EVERY = 0.25;

/** Draws how far a walk is. */
export class ProgressBar {
  private nextLineAt = LINE_EVERY;

  constructor(private readonly screen: Screen) {}

  show(progress: WalkProgressSchema): void {
    const fraction = progress.fraction ?? 0;
    if (this.screen.isTerminal) return this.screen.redraw(barOf(progress));
    if (fraction < this.nextLineAt || fraction >= 1) return;
    this.screen.line(barOf(progress));
    this.nextLineAt = Math.floor(fraction / LINE_EVERY + 1) * LINE_EVERY;
  }

  /** All of it is done: `read` messages came. */
  finish(read: number): void {
    const text = barOf({ messagesRead: read, messagesStored: read, pages: 0, fraction: 1, remainingMs: null });
    if (this.screen.isTerminal) this.screen.redraw(`${text}\n`);
    else this.screen.line(text);
  }
}

function barOf({ fraction, messagesRead, remainingMs }: WalkProgressSchema): string {
  const done = Math.round((fraction ?? 0) * WIDTH);
  const percent = `${Math.floor((fraction ?? 0) * 100)} %`.padStart(5);
  const left = remainingMs === null ? '' : `, ${duration(Math.max(1000, remainingMs))} left`;
  return `  [${'#'.repeat(done)}${'.'.repeat(WIDTH - done)}] ${percent}  ${count(messagesRead)} messages read${left}`;
}
