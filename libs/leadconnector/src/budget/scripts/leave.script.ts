/** The process goes, and needs no share any more. What it has on its way counts on. */
export const leave = `
redis.call('HDEL', processes, me)
return {'ok', now, redis.call('HLEN', processes)}
`;
