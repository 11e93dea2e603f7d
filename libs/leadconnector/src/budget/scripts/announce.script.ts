import { SETTLE_MS } from '../budget.timing';

/**
 * Tells who is there, and how long until this Redis may hand out slots: one that has forgotten everything first waits for those who remember, and longer
 * when one of whom they speak is missing. With `enter` the process enters itself, or shows that it is still there.
 *
 * ARGV: enter (1 or 0), ms of a black-out, then id and number known of each process that it remembers.
 * Answer: epoch, ms until slots are handed out, then id and number known of each process.
 */
export const announce = `
local enter, blackout = ARGV[6] == '1', tonumber(ARGV[7])
if epoch ~= since then
  if enter then return {'strange', now, count} end
  for i = 8, #ARGV, 2 do
    if ARGV[i] ~= me and not all[ARGV[i]] then
      all[ARGV[i]] = {joined = 0, told = 0, seen = 0, heard = now, n = tonumber(ARGV[i + 1])}
      count = count + 1
      save(ARGV[i], all[ARGV[i]])
    end
  end
end
local mine = all[me]
if enter and not mine then
  mine = {joined = 0, told = 0, seen = 0, n = 0}
  all[me] = mine
  count = count + 1
end
if enter and mine.joined == 0 then mine.joined = now end
local isMissing = false
for _, one in pairs(all) do isMissing = isMissing or one.joined == 0 end
local opensIn = math.max(0, since + (isMissing and blackout or ${SETTLE_MS}) - now)
if enter then
  mine.told, mine.heard, mine.n = told, now, least(count)
  if opensIn == 0 then mine.seen = now end
  save(me, mine)
end
local answer = {'ok', now, count, since, opensIn}
for id, one in pairs(all) do
  answer[#answer + 1] = id
  answer[#answer + 1] = one.n
end
return answer
`;
