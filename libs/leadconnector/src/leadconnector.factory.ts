import { HttpService } from '@nestjs/axios';
import { randomUUID } from 'node:crypto';
import { LocalBudget } from './budget/local.budget';
import { RateBudgetSource } from './budget/location.slots';
import { RedisBudget } from './budget/redis.budget';
import { EndpointSender } from './endpoint.sender';
import { LeadConnectorClient } from './leadconnector.client';
import { LeadConnectorOptions, ResolvedOptions, resolveOptions } from './options';
import { Runtime, systemRuntime } from './runtime';
import { createAgents } from './transport/http.agents';
import { createAxios, httpTransport } from './transport/http.transport';
import { createPipeline } from './transport/pipeline';
import { RateLimiter } from './transport/rate-limiter';

/** A client without Nest, or with a clock, random and sleep of one's own. Call `close` when done. Throws a TypeError for bad options. */
export function createLeadConnectorClient(options: LeadConnectorOptions = {}, given: Partial<Runtime> = {}): LeadConnectorClient {
  const resolved = resolveOptions(options);
  const runtime: Runtime = { ...systemRuntime, ...given };
  const agents = createAgents(resolved, runtime.sleep);
  const http = httpTransport(new HttpService(createAxios(resolved, agents)), resolved.baseUrl, runtime.clock);
  const source = budgetSource(resolved, runtime);
  const limiter = new RateLimiter(resolved.rateLimit, runtime, source);
  const sender = new EndpointSender({
    pipeline: createPipeline(http, limiter, resolved, runtime),
    budget: (locationId) => limiter.budget(locationId),
    budgets: () => limiter.budgets(),
    close: () => {
      source.close();
      [agents.httpAgent, agents.httpsAgent].forEach((agent) => agent.destroy());
    },
    callTimeoutMs: resolved.callTimeoutMs,
    onAccepted: resolved.onAccepted,
    runtime,
  });
  return new LeadConnectorClient(sender);
}

function budgetSource({ sharedBudget, rateLimit }: ResolvedOptions, runtime: Runtime): RateBudgetSource {
  if (!sharedBudget) return new LocalBudget(rateLimit, runtime.clock);
  return new RedisBudget({ ...sharedBudget, rateLimit, processId: randomUUID() }, runtime);
}
