import { RecordedRequest } from '../../apps/sandbox/src/create-sandbox';
import { FaultStage } from './stage.fixture';
import { nthWalkPage } from './upstream-requests.fixture';

/** A request that upstream keeps waiting. */
export interface HeldRequest {
  /** Resolves when upstream has got it. */
  readonly arrived: Promise<void>;
  /** Its time is up: it's sent again, and answered. */
  release(): void;
}

/** Keeps the nth walk page from now on waiting until it is released. */
export function holdWalkPage(stage: FaultStage, nth: number): HeldRequest {
  const matches = nthWalkPage(nth);
  let announce = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (announce = resolve));
  const match = (request: RecordedRequest): boolean => {
    const hit = matches(request);
    if (hit) setImmediate(announce);
    return hit;
  };
  stage.sandbox.faults.next(match, { kind: 'hang' });
  return { arrived, release: () => stage.runtime.timeOutAnswers() };
}
