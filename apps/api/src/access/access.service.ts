import { CACHE_MANAGER, Cache } from '@nestjs/cache-manager';
import { Inject, Injectable } from '@nestjs/common';
import { isLeadConnectorError, LeadConnectorClient, LeadConnectorError } from '@app/leadconnector';
import { Clock, CLOCK, Credential } from '@app/messages';
import { createHmac } from 'node:crypto';
import { Acceptances, PROVING_CALLS, Right } from './acceptances';
import { ACCESS_KEY } from './access-key';

/** How long upstream's word counts. */
const ACCEPTED_MS = 60_000;
const REFUSED_MS = 5_000;

type Verdict = { readonly askedAt: number; readonly refusal: Refusal | null };
type Refusal = { readonly code: RefusalCode; readonly messages: readonly string[] };
const REFUSAL_CODES = ['bad-request', 'unauthorized', 'forbidden', 'not-found', 'unprocessable'] as const;
type RefusalCode = (typeof REFUSAL_CODES)[number];

/**
 * Whether upstream itself accepts a token for a location: asked with a call of the same scope, and believed for a minute. What a token
 * says of itself is no proof. Verdicts are kept under a keyed hash, never under the token.
 */
@Injectable()
export class AccessService {
  private readonly underWay = new Map<string, Promise<Verdict>>();

  constructor(
    private readonly client: LeadConnectorClient,
    @Inject(CACHE_MANAGER) private readonly cache: Cache,
    @Inject(ACCESS_KEY) private readonly key: Buffer,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly acceptances: Acceptances,
  ) {}

  /** Resolves when upstream accepts the token for the location. @throws LeadConnectorError its refusal, or why it could not be asked */
  async require(credential: Credential, right: Right, timeoutMs: number): Promise<void> {
    const acceptedAt = this.acceptances.lastOf(credential, right);
    if (acceptedAt !== undefined && this.isWithin(ACCEPTED_MS, acceptedAt)) return;
    const key = this.keyOf(credential, right);
    const cached = await this.cache.get<Verdict>(key);
    const verdict = cached && this.isValid(cached) ? cached : await this.ask(key, credential, right, timeoutMs);
    if (verdict.refusal) throw refused(right, verdict.refusal);
  }

  /** Whoever asks the same meanwhile shares the question. */
  private ask(key: string, credential: Credential, right: Right, timeoutMs: number): Promise<Verdict> {
    const asking =
      this.underWay.get(key) ??
      this.probe(credential, right, timeoutMs)
        .then(async (verdict) => {
          await this.cache.set(key, verdict, verdict.refusal ? REFUSED_MS : ACCEPTED_MS);
          return verdict;
        })
        .finally(() => this.underWay.delete(key));
    this.underWay.set(key, asking);
    return asking;
  }

  private async probe(credential: Credential, right: Right, timeoutMs: number): Promise<Verdict> {
    const askedAt = this.clock.now();
    try {
      if (right === 'messages') await this.client.exportMessages(credential, { limit: 10 }, { timeoutMs });
      else await this.client.searchConversations(credential, { limit: 1 }, { timeoutMs });
      return { askedAt, refusal: null };
    } catch (error) {
      if (!isLeadConnectorError(error, ...REFUSAL_CODES)) throw error;
      return { askedAt, refusal: { code: error.code, messages: error.messages } };
    }
  }

  /** The cache forgets by itself; this holds whatever its clock says. */
  private isValid({ askedAt, refusal }: Verdict): boolean {
    return this.isWithin(refusal ? REFUSED_MS : ACCEPTED_MS, askedAt);
  }

  private isWithin(validMs: number, since: number): boolean {
    const age = this.clock.now() - since;
    return age >= 0 && age < validMs;
  }

  private keyOf({ locationId, token }: Credential, right: Right): string {
    const hash = createHmac('sha256', this.key).update(token).update('\0').update(locationId).digest('base64url');
    return `access:${right}:${hash}`;
  }
}

function refused(right: Right, { code, messages }: Refusal): LeadConnectorError {
  return new LeadConnectorError({ code }, PROVING_CALLS[right], { messages });
}
