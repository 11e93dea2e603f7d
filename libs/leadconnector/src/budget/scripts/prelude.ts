import { FORGET_MS, SILENT_MS } from '../budget.timing';

/** Redis's own clock, the only one by which slots of several processes are compared. */
export const REDIS_TIME = `local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

/**
 * Every script begins so: the time, who is there, and whether this Redis still remembers what it knew. (A server that was started anew has another
 * run id, whatever it restored from a snapshot.)
 *
 * KEYS: processes, run, then the script's own. ARGV: process, until when the call is valid, epoch, told, processes known, then the script's own.
 * Of each process: when it joined, the time of the last answer that it has certainly read, when it was last seen asking Redis for its slots, when it was
 * last heard of, and the least number of processes that it may believe in. Every answer: status, time, processes, then the script's own.
 */
export const prelude = (clock: string): string => `${clock}
local processes, run = KEYS[1], KEYS[2]
local me, validUntil, epoch, told, known = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
if validUntil > 0 and now > validUntil then return {'late', now, 0} end
local info = redis.pcall('INFO', 'server')
local server = type(info) == 'string' and string.match(info, 'run_id:(%w+)') or 'unknown'
local remembered = redis.call('HMGET', run, 'server', 'since')
local since = tonumber(remembered[2])
if remembered[1] ~= server or not since then
  redis.call('DEL', processes)
  redis.call('HSET', run, 'server', server, 'since', now)
  since = now
end
local all, count = {}, 0
local rows = redis.call('HGETALL', processes)
for i = 1, #rows, 2 do
  local joined, its, seen, heard, n = string.match(rows[i + 1], '(%d+) (%d+) (%d+) (%d+) (%d+)')
  local one = {joined = tonumber(joined), told = tonumber(its), seen = tonumber(seen), heard = tonumber(heard), n = tonumber(n)}
  if now - one.heard > ${FORGET_MS} and rows[i] ~= me then
    redis.call('HDEL', processes, rows[i])
  else
    all[rows[i]] = one
    count = count + 1
  end
end
local function save(id, one)
  redis.call('HSET', processes, id, one.joined .. ' ' .. one.told .. ' ' .. one.seen .. ' ' .. one.heard .. ' ' .. one.n)
end
local function isSilent(one) return now - one.seen > ${SILENT_MS} end
local function least(n) if known > 0 and known < n then return known end return n end
`;
