import type { Bytes } from "../../server/bytes.ts";
import { MapReply, ReplyError, type Reply } from "../../server/reply.ts";
import { callCommand } from "../command-call.ts";
import type { NativeScript, ShippedScript } from "../native-script.ts";
import type { ScriptRun } from "../script-run.ts";
import { sha1 } from "../sha1.ts";
import { failedAt, lineOf } from "./script-line.ts";

/**
 * Trims what every group has acknowledged.
 *
 * KEYS[1]: the stream. ARGV[1]: `=` or `~`, as XTRIM has it. Everything below the lowest id that some group has
 * pending, or has delivered last if nothing is pending, goes; so the last entry delivered stays. Returns how many
 * entries went; 0 when there is no stream or no group, since who will come and read is not known then.
 */
const SOURCE = `local key, how = KEYS[1], ARGV[1]
if how ~= '=' and how ~= '~' then
  return redis.error_reply('ERR say = or ~')
end
if redis.call('EXISTS', key) == 0 then return 0 end
local function below(a, b)
  local aTime, aSequence = string.match(a, '^(%d+)-(%d+)$')
  local bTime, bSequence = string.match(b, '^(%d+)-(%d+)$')
  if aTime ~= bTime then
    if #aTime ~= #bTime then return #aTime < #bTime end
    return aTime < bTime
  end
  if #aSequence ~= #bSequence then return #aSequence < #bSequence end
  return aSequence < bSequence
end
local lowest = false
for _, group in ipairs(redis.call('XINFO', 'GROUPS', key)) do
  local facts = {}
  for i = 1, #group, 2 do facts[group[i]] = group[i + 1] end
  local keep = facts['last-delivered-id']
  if facts['pending'] > 0 then
    keep = redis.call('XPENDING', key, facts['name'])[2]
  end
  if not lowest or below(keep, lowest) then lowest = keep end
end
if not lowest then return 0 end
return redis.call('XTRIM', key, 'MINID', how, lowest)
`;

const EXISTS_LINE = lineOf(SOURCE, "redis.call('EXISTS'");
const GROUPS_LINE = lineOf(SOURCE, "redis.call('XINFO'");
const PENDING_LINE = lineOf(SOURCE, "redis.call('XPENDING'");
const TRIM_LINE = lineOf(SOURCE, "redis.call('XTRIM'");

const listOf = (reply: Reply | undefined): readonly Reply[] =>
  (reply instanceof MapReply ? reply.items : Array.isArray(reply) ? (reply as readonly Reply[]) : []);

const idOrder = (id: Bytes): readonly [bigint, bigint] => {
  const [time = "0", sequence = "0"] = id.split("-");
  return [BigInt(time), BigInt(sequence)];
};

function isBelow(left: Bytes, right: Bytes): boolean {
  const [leftTime, leftSequence] = idOrder(left);
  const [rightTime, rightSequence] = idOrder(right);
  return leftTime === rightTime ? leftSequence < rightSequence : leftTime < rightTime;
}

/** The lowest id that a group still needs. */
function neededBy(run: ScriptRun, key: Bytes, group: Reply): Bytes | ReplyError {
  const facts = listOf(group);
  const fact = (name: string): Reply | undefined =>
    facts[facts.findIndex((word, i) => i % 2 === 0 && word === name) + 1];
  if (Number(fact("pending")) === 0) return fact("last-delivered-id") as Bytes;
  const pending = callCommand(run, ["XPENDING", key, fact("name") as Bytes]);
  return pending instanceof ReplyError ? failedAt(run, pending, PENDING_LINE) : listOf(pending)[1] as Bytes;
}

const native: NativeScript = (run, [key = ""], [how]) => {
  if (how !== "=" && how !== "~") return new ReplyError("ERR say = or ~");
  const exists = callCommand(run, ["EXISTS", key]);
  if (exists instanceof ReplyError) return failedAt(run, exists, EXISTS_LINE);
  if (exists === 0) return 0;
  const groups = callCommand(run, ["XINFO", "GROUPS", key]);
  if (groups instanceof ReplyError) return failedAt(run, groups, GROUPS_LINE);
  let lowest: Bytes | undefined;
  for (const group of listOf(groups)) {
    const needed = neededBy(run, key, group);
    if (needed instanceof ReplyError) return needed;
    if (lowest === undefined || isBelow(needed, lowest)) lowest = needed;
  }
  if (lowest === undefined) return 0;
  const trimmed = callCommand(run, ["XTRIM", key, "MINID", how, lowest]);
  return trimmed instanceof ReplyError ? failedAt(run, trimmed, TRIM_LINE) : trimmed;
};

export const trimBelow: ShippedScript = { source: SOURCE, digest: sha1(SOURCE), native };
