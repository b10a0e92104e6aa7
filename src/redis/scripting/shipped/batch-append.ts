import type { NativeScript, ShippedScript } from "../native-script.ts";
import { ReplyError, type Reply } from "../../server/reply.ts";
import { callCommand } from "../command-call.ts";
import { sha1 } from "../sha1.ts";
import { readBatch } from "./entry-batch.ts";
import { failedAt, lineOf } from "./script-line.ts";

/**
 * Appends many entries in one call.
 *
 * KEYS[1]: the stream. ARGV[1]: `ids` or `last`. Then for each entry: how many words it has, and its fields and values.
 * Returns the ids, or the last one; nothing is appended when the batch is malformed.
 */
const SOURCE = `local key, wanted = KEYS[1], ARGV[1]
local total = #ARGV
if wanted ~= 'ids' and wanted ~= 'last' then
  return redis.error_reply('ERR say ids or last')
end
local at = 2
while at <= total do
  local words = string.find(ARGV[at], '^%d%d?%d?$') and tonumber(ARGV[at]) or 0
  if words < 2 or words % 2 ~= 0 or at + words > total then
    return redis.error_reply('ERR malformed batch')
  end
  at = at + words + 1
end
local ids, last = {}, false
at = 2
while at <= total do
  local words = tonumber(ARGV[at])
  last = redis.call('XADD', key, '*', unpack(ARGV, at + 1, at + words))
  ids[#ids + 1] = last
  at = at + words + 1
end
if wanted == 'last' then return last end
return ids
`;

const XADD_LINE = lineOf(SOURCE, "redis.call('XADD'");

const native: NativeScript = (run, [key = ""], [wanted, ...batch]) => {
  if (wanted !== "ids" && wanted !== "last") return new ReplyError("ERR say ids or last");
  const entries = readBatch(batch);
  if (entries === undefined) return new ReplyError("ERR malformed batch");
  const ids: Reply[] = [];
  for (const entry of entries) {
    const id = callCommand(run, ["XADD", key, "*", ...entry]);
    if (id instanceof ReplyError) return failedAt(run, id, XADD_LINE);
    ids.push(id);
  }
  return wanted === "ids" ? ids : ids.at(-1) ?? null;
};

export const batchAppend: ShippedScript = { source: SOURCE, digest: sha1(SOURCE), native };
