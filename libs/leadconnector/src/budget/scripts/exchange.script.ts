import { ASK_AGAIN_MS, BEAT_MS, IN_FLIGHT_MS, LINE_MS, MEMORY_MS } from '../budget.timing';
import { MOST_CREDIT, PATIENCE } from '../patience';

/**
 * Tells of a location's slots that ended or weren't used, and asks for new ones. A process that didn't get all it wanted is known to wait, so that other
 * processes' lower classes leave the next slots to it, and its own lower classes get their turn among the others' callers.
 *
 * KEYS: slots, line. ARGV: capacity, interval, number of the first new slot, the most that may be granted, how many callers, walks and backfills
 * wait, how many requests upstream counted, ms of a pause to be shared, how many ended, id and ms ago of each, then the ids of those not used.
 * Answer: granted, counted, capacity, ms of a pause, ms until asking again makes sense, then ms until each of the next slots is free at the earliest.
 */
export const exchange = `
local mine = all[me]
if epoch ~= since or not mine or mine.seen == 0 then return {'strange', now, count} end
mine.told, mine.seen, mine.heard, mine.n = told, now, now, least(count)
save(me, mine)

local slots, line = KEYS[3], KEYS[4]
local capacity, interval, first = tonumber(ARGV[6]), tonumber(ARGV[7]), tonumber(ARGV[8])
local most, wanted = tonumber(ARGV[9]), {tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])}
local counted, pause, lastEnded = tonumber(ARGV[13]), tonumber(ARGV[14]), 15 + 2 * tonumber(ARGV[15])
for i = 16, lastEnded, 2 do redis.call('ZADD', slots, now - tonumber(ARGV[i + 1]) + interval + 1, ARGV[i]) end
for i = lastEnded + 1, #ARGV do redis.call('ZREM', slots, ARGV[i]) end

redis.call('ZREMRANGEBYSCORE', slots, '-inf', now - ${MEMORY_MS})
for i = 1, counted - redis.call('ZCARD', slots) do redis.call('ZADD', slots, now + interval + 1, 'others:' .. now .. ':' .. i) end
local used = redis.call('ZCOUNT', slots, '(' .. now, '+inf')

local isKnown, keptFree = true, 0
for id, one in pairs(all) do
  if id ~= me and isSilent(one) then keptFree = keptFree + math.floor(capacity / math.max(one.n, 2))
  elseif id ~= me and one.told < mine.joined then isKnown = false end
end
capacity = capacity - keptFree

local credit, others, pausedUntil = {0, 0, 0}, {0, 0, 0}, 0
local rows = redis.call('HGETALL', line)
for i = 1, #rows, 2 do
  local field, value = rows[i], rows[i + 1]
  if field == 'paused' then pausedUntil = tonumber(value)
  elseif field == 'credit' then
    local walk, backfill = string.match(value, '(%d+) (%d+)')
    credit = {0, tonumber(walk), tonumber(backfill)}
  elseif field ~= me then
    local callers, walks, backfills, untilWhen = string.match(value, '(%d+) (%d+) (%d+) (%d+)')
    if tonumber(untilWhen) < now then redis.call('HDEL', line, field)
    else others = {others[1] + callers, others[2] + walks, others[3] + backfills} end
  end
end
if pause > 0 and now + pause > pausedUntil then
  pausedUntil = now + pause
  redis.call('HSET', line, 'paused', pausedUntil)
end

local free = capacity - used
if pausedUntil > now or not isKnown then free = 0 end
local granted, isOutranked = 0, false
for class = 1, 3 do
  local n, room = wanted[class], free
  local comesAfter = n > 0 and ((class > 1 and others[1] > 0) or (class > 2 and others[2] > 0))
  if comesAfter then
    isOutranked = true
    n = math.min(n, math.floor(credit[class] / ${PATIENCE}))
  end
  for lower = class + 1, 3 do room = room - math.min(others[lower], math.floor(credit[lower] / ${PATIENCE})) end
  n = math.max(0, math.min(n, room, most - granted))
  if n > 0 then
    free, granted, wanted[class] = free - n, granted + n, wanted[class] - n
    credit[class] = comesAfter and credit[class] - n * ${PATIENCE} or 0
    for other = 2, 3 do
      if other ~= class then credit[other] = (others[other] > 0 or wanted[other] > 0) and math.min(credit[other] + n, ${MOST_CREDIT}) or 0 end
    end
  end
end
for i = 1, granted do redis.call('ZADD', slots, now + ${IN_FLIGHT_MS}, me .. ':' .. (first + i - 1)) end
redis.call('PEXPIRE', slots, ${IN_FLIGHT_MS} + interval)
used = used + granted
redis.call('HSET', line, 'credit', credit[2] .. ' ' .. credit[3])

local missing, again, waits = wanted[1] + wanted[2] + wanted[3], 0, {}
if missing == 0 then
  redis.call('HDEL', line, me)
else
  local nextFree = redis.call('ZRANGEBYSCORE', slots, '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', math.max(0, used - capacity), math.min(missing, 100))
  for i = 2, #nextFree, 2 do waits[#waits + 1] = math.min(nextFree[i] - now, interval + 1) end
  again = waits[1] or interval + 1
  if isOutranked or not isKnown or free > 0 then again, waits = math.min(again, ${ASK_AGAIN_MS}), {} end
  if pausedUntil > now then again, waits = pausedUntil - now, {} end
  local waitsUntil = now + again + ${BEAT_MS}
  redis.call('HSET', line, me, wanted[1] .. ' ' .. wanted[2] .. ' ' .. wanted[3] .. ' ' .. waitsUntil)
end
redis.call('PEXPIRE', line, math.max(${LINE_MS}, pausedUntil - now))

local answer = {'ok', now, count, granted, used, capacity, math.max(0, pausedUntil - now), again}
for _, wait in ipairs(waits) do answer[#answer + 1] = wait end
return answer
`;
