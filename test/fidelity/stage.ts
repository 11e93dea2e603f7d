import { FaultStage, setStage } from '../faults/stage.fixture';

/** The sandbox with as many messages, an empty store, and an API that is never short of budget: what is compared are answers. */
export function setFidelityStage(messages: number): Promise<FaultStage> {
  return setStage({ sandbox: { messages }, client: { rateLimit: { max: 100_000, intervalMs: 10_000 } } });
}
