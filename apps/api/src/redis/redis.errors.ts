/** Redis was not asked, or didn't answer in time: whoever wanted something of it goes on without. */
export class RedisUnavailableError extends Error {
  constructor(readonly reason: 'not-connected' | 'suspended' | 'timeout') {
    super(`Redis is unavailable: ${reason}.`);
    this.name = 'RedisUnavailableError';
  }
}
