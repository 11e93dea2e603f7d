import { Redis } from './redis';

/** A Lua script and the digest by which Redis knows it once it has run it. */
export interface RedisScript {
  readonly source: string;
  readonly sha1: string;
}

/** Runs scripts within the 50 ms that a command has, sent in full only where Redis doesn't know them: after its start, or a SCRIPT FLUSH. */
export class RedisScripts {
  constructor(private readonly redis: Redis) {}

  /** The script's answer. @throws RedisUnavailableError at once, or after 50 ms at most; else whatever Redis objects */
  run({ source, sha1 }: RedisScript, keys: readonly string[], args: readonly string[]): Promise<unknown> {
    const given = { keys: [...keys], arguments: [...args] };
    return this.redis.run(async (client): Promise<unknown> => {
      try {
        return await client.evalSha(sha1, given);
      } catch (error) {
        if (!isUnknown(error)) throw error;
        return client.eval(source, given);
      }
    });
  }
}

function isUnknown(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith('NOSCRIPT');
}
