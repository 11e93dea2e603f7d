import { setMaxListeners } from 'node:events';
import { AddressInfo } from 'node:net';
import { RandomFaults } from './faults/fault-rate';
import { FaultScript } from './faults/fault-script';
import { RecordedRequest } from './http/recorded-request';
import { RequestLog } from './http/request-log';
import { createServer } from './http/server';
import { RateLimiter } from './limits/rate-limiter';
import { resolveOptions, SandboxOptions } from './options';
import { OAuthServer } from './oauth/oauth-server';
import { Backend } from './routes/route';
import { SearchIndexes } from './search-index/search-indexes';
import { Snapshots } from './search-index/snapshots';
import { IdSource } from './seed/ids';
import { seedWorld } from './seed/seed-world';
import { Webhooks } from './webhooks/webhooks';
import { World } from './world/world';

export { ManualClock, systemClock } from './clock';
export type { Clock } from './clock';
export type { Fault, JsonBody, Match } from './faults/fault';
export type { FaultRate } from './faults/fault-rate';
export { FaultScript } from './faults/fault-script';
export type { RecordedRequest } from './http/recorded-request';
export { DEFAULT_ANCHOR } from './options';
export type { RateLimit, SandboxOptions } from './options';
export { deliver } from './webhooks/delivery';
export type { Delivery, SignedEvent } from './webhooks/delivery';
export { FORGED } from './webhooks/forgery';
export type { Mischief, MischiefRates } from './webhooks/mischief';
export { SigningKey } from './webhooks/signing-key';
export type { WebhookOptions } from './webhooks/webhook-options';
export { Webhooks } from './webhooks/webhooks';
export { OAuthServer } from './oauth/oauth-server';
export type { Grant } from './oauth/oauth-server';
export { SANDBOX_APP } from './oauth/sandbox-app';
export type { Contact } from './world/contact.entity';
export type { Conversation, ConversationRow } from './world/conversation.entity';
export { MAIN_LOCATION_ID, OTHER_LOCATION_ID } from './world/location.entity';
export type { Location } from './world/location.entity';
export type { Message } from './world/message.entity';
export { AGENCY_TOKEN, ALL_SCOPES, MAIN_TOKEN, OTHER_TOKEN } from './world/token.entity';
export type { Scope, Token } from './world/token.entity';
export type { User } from './world/user.entity';
export { World } from './world/world';
export type { TrueMessage } from './world/world';

/** A running emulator of upstream. */
export interface Sandbox {
  /** Base URL, without a slash at its end. */
  readonly url: string;
  /** The truth that it serves; change it and the answers change. */
  readonly world: World;
  /** Every request to an emulated route, in order of arrival. */
  readonly requests: readonly RecordedRequest[];
  clearRequests(): void;
  readonly faults: FaultScript;
  /** Who has installed the app where, and the tokens that were issued for it. */
  readonly oauth: OAuthServer;
  /** Events of what changes in the world; they are sent only with the option `webhooks`. */
  readonly webhooks: Webhooks;
  /** Stops listening and ends every connection at once, hanging ones included. */
  close(): Promise<void>;
}

/** Creates a world from the options' seed and serves it; listening when the promise resolves. */
export async function createSandbox(given: Partial<SandboxOptions> = {}): Promise<Sandbox> {
  const options = resolveOptions(given);
  const { clock, seed } = options;
  const world = seedWorld(options);
  const backend: Backend = {
    options,
    clock,
    world,
    indexes: new SearchIndexes(world, clock, options.indexDelayMs),
    snapshots: new Snapshots(clock, options.cursorTtlMs),
    ids: new IdSource(seed + 2),
    oauth: new OAuthServer(world, clock, new IdSource(seed + 4), options.tokenLifeMs),
  };
  const webhooks = new Webhooks(world, clock, options.webhooks ?? null, seed);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  const log = new RequestLog();
  const script = new FaultScript();
  const randomFaults = new RandomFaults(options.faultRate, seed + 3);
  const gate = { limiter: new RateLimiter(clock, options.rateLimit), script, randomFaults, log, closing: closing.signal };
  const server = createServer(backend, gate);
  await server.listen({ host: options.host, port: options.port });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `http://${options.host}:${port}`,
    world,
    requests: log.requests,
    clearRequests: () => log.clear(),
    faults: script,
    oauth: backend.oauth,
    webhooks,
    close: async () => {
      closing.abort();
      await webhooks.close();
      await server.close();
    },
  };
}
