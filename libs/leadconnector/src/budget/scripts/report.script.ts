import { IN_FLIGHT_MS } from '../budget.timing';

/**
 * Replaces what Redis believes of this process's slots in a location by what the process knows: it may have sent without Redis, and Redis may have forgotten.
 *
 * KEYS: slots. ARGV: interval, how many are in flight, their ids, then how many ms ago each of the others ended.
 */
export const report = `
if epoch ~= since then return {'strange', now, count} end
local slots, interval, inFlight = KEYS[3], tonumber(ARGV[6]), tonumber(ARGV[7])
for _, id in ipairs(redis.call('ZRANGE', slots, 0, -1)) do
  if string.find(id, me .. ':', 1, true) == 1 then redis.call('ZREM', slots, id) end
end
for i = 8, #ARGV do
  if i < 8 + inFlight then redis.call('ZADD', slots, now + ${IN_FLIGHT_MS}, ARGV[i])
  else redis.call('ZADD', slots, now - tonumber(ARGV[i]) + interval + 1, me .. ':ended:' .. now .. ':' .. i) end
end
redis.call('PEXPIRE', slots, ${IN_FLIGHT_MS} + interval)
return {'ok', now, count}
`;
