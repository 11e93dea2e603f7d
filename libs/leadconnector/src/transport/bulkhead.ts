import { TransportRequest } from './transport.types';
import { WaitingLine } from './waiting.line';

type Visitor = Pick<TransportRequest, 'signal' | 'priority'>;

interface InLine {
  readonly priority: Visitor['priority'];
  readonly letIn: () => void;
}

/**
 * Room for so many at once; the others wait in line, where callers go first. Not cockatiel's: there one who is aborted stays in line until
 * its turn, and those behind it are then not called any more.
 */
export class Bulkhead {
  private inside = 0;
  private readonly line = new WaitingLine<InLine>();

  constructor(private readonly capacity: number) {}

  get isEmpty(): boolean {
    return this.inside === 0;
  }

  /** Resolves when there is room; whoever was let in calls `leave` once. Rejects with the signal's reason, and is out of the line then. */
  async enter({ signal, priority }: Visitor): Promise<void> {
    signal.throwIfAborted();
    if (this.inside < this.capacity) {
      this.inside++;
      return;
    }
    await new Promise<void>((resolve, reject) => {
      const onAbort = (): void => {
        this.line.delete(entry);
        reject(signal.reason as Error);
      };
      const letIn = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      const entry = { priority, letIn };
      this.line.add(entry);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  leave(): void {
    const next = this.line.next(() => true);
    if (!next) {
      this.inside--;
      return;
    }
    // The place is handed on, so that nobody who comes in between can take it.
    this.line.serve(next);
    next.letIn();
  }
}
