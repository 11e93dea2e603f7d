import { Clock } from '../clock';
import { isLeaseLost, MessagesError, WalkProgress } from '../errors';
import { windowContains } from '../model/window';
import { ResolvedMessagesOptions } from '../options';
import { LocationState } from '../store/coverage.store';
import { ChannelNeed, Demand, neededWalks } from './needs';
import { SyncRequest } from './sync.types';
import { WalkJob } from './walk.job';
import { Walks } from './walks';

/** Walks of another process show in the store only, so the store is looked at this often. */
const LOOK_AGAIN_MS = 500;
/** A demand that this many walks of our own didn't meet won't be met by more. */
const OWN_WALKS = 8;

/** One request's pursuit of what it needs: which walks it started, and whether they failed. */
export class SyncAttempt {
  private readonly requestedAt: number;
  private readonly waitMs: number;
  private readonly own = new Set<WalkJob>();
  private lookUpFailure: { readonly error: unknown } | null = null;
  private mayReadContacts = true;

  constructor(
    private readonly request: SyncRequest,
    private readonly walks: Walks,
    private readonly clock: Clock,
    private readonly options: ResolvedMessagesOptions,
  ) {
    this.requestedAt = clock.now();
    this.waitMs = request.allowPartial ? options.partialWaitMs : options.searchWaitMs;
  }

  get isOverdue(): boolean {
    return this.clock.now() - this.requestedAt >= this.waitMs;
  }

  /** Why a walk of our own failed; others' failures are theirs, for their token may be worth less than ours. */
  get failure(): { readonly error: unknown } | null {
    const failed = [...this.own].map(({ failure }) => failure).find((failure) => failure !== null && !isLeaseLost(failure.error));
    if (failed ?? this.lookUpFailure) return failed ?? this.lookUpFailure;
    return this.own.size > OWN_WALKS
      ? { error: new MessagesError('upstream-unusable', 'Walk after walk leaves the window incomplete.') }
      : null;
  }

  needsOf(state: LocationState): readonly ChannelNeed[] {
    return [...state.channels].flatMap(([channel, known]) => neededWalks(known, this.demand).map((need) => ({ channel, ...need })));
  }

  /** Whether stored messages need something of their contacts that this token could bring. */
  needsContacts(state: LocationState): boolean {
    return state.needsContacts && this.mayReadContacts;
  }

  /** Makes sure that something is under way for each need; contacts are looked up when there is nothing left to walk. */
  pursue(needs: readonly ChannelNeed[]): void {
    for (const need of needs) if (!this.jobFor(need)) this.own.add(this.walks.start(this.request.credential, need.channel, need));
    if (needs.length > 0) return;
    this.walks.learnContacts(this.request.credential).then(
      (mayRead) => {
        this.mayReadContacts = mayRead;
      },
      (error: unknown) => {
        this.lookUpFailure = isLeaseLost(error) ? null : { error };
      },
    );
  }

  /** The next time that there may be something new to see. */
  nextChange(): { readonly happened: Promise<void>; readonly callOff: () => void } {
    let callOff = (): void => undefined;
    const happened = new Promise<void>((resolve) => {
      const remainingMs = Math.max(0, this.waitMs - (this.clock.now() - this.requestedAt));
      const timer = setTimeout(resolve, Math.min(LOOK_AGAIN_MS, remainingMs));
      const unsubscribe = this.walks.onceChanged(this.request.credential.locationId, resolve);
      callOff = () => {
        clearTimeout(timer);
        unsubscribe();
      };
    });
    return { happened, callOff };
  }

  /** How far the walk is that this request waits for most. */
  progress(needs: readonly ChannelNeed[]): WalkProgress | null {
    const job = needs.map((need) => this.jobFor(need)).find((one) => one !== undefined);
    return job?.progress(this.clock.now()) ?? null;
  }

  private get demand(): Demand {
    const { window, maxAgeMs = this.options.searchMaxAgeMs } = this.request;
    const { requestedAt } = this;
    return { window, requestedAt, freshSince: requestedAt - maxAgeMs, settlingLagMs: this.options.settlingLagMs };
  }

  /** A walk under way that will meet the need. What a walk from now promises ends a settling lag before it began. */
  private jobFor({ channel, window }: ChannelNeed): WalkJob | undefined {
    const { freshSince, settlingLagMs } = this.demand;
    return this.walks.of(this.request.credential.locationId).find((job) => {
      if (job.channel !== channel || !windowContains(job.window, window)) return false;
      if (window.upTo === Infinity) return job.startedAt >= freshSince;
      return job.window.upTo !== Infinity || window.upTo <= job.startedAt - settlingLagMs;
    });
  }
}
