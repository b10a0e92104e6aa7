import type { Bytes } from "../../server/bytes.ts";
import { ReplyError, type Reply } from "../../server/reply.ts";
import { callCommand } from "../command-call.ts";
import type { NativeScript, ShippedScript } from "../native-script.ts";
import { sha1 } from "../sha1.ts";
import { readBatch } from "./entry-batch.ts";
import { failedAt, lineOf } from "./script-line.ts";

/**
 * Appends a producer's entries once each, however often they are sent.
 *
 * KEYS[1]: the stream. KEYS[2]: a hash from producer to `epoch:sequence`, the last that was appended. ARGV: the
 * producer, its epoch, the sequence of the first entry, then the entries as in batch-append, their sequences counting
 * up. Whole numbers of at most 15 digits. Returns an id for each entry, null for those that were there already. A
 * producer that has been replaced by one of a later epoch gets the error FENCED, and nothing is appended.
 */
const SOURCE = `local producer, total = ARGV[1], #ARGV
local function whole(text)
  return text and #text <= 15 and string.find(text, '^%d+$') and tonumber(text)
end
local epoch, sequence = whole(ARGV[2]), whole(ARGV[3])
if not epoch or not sequence then
  return redis.error_reply('ERR epoch and sequence are whole numbers of at most 15 digits')
end
local at, count = 4, 0
while at <= total do
  local words = string.find(ARGV[at], '^%d%d?%d?$') and tonumber(ARGV[at]) or 0
  if words < 2 or words % 2 ~= 0 or at + words > total then
    return redis.error_reply('ERR malformed batch')
  end
  count = count + 1
  at = at + words + 1
end
local next = sequence
local known = redis.call('HGET', KEYS[2], producer)
if known then
  local colon = string.find(known, ':', 1, true)
  local lastEpoch, lastSequence = tonumber(string.sub(known, 1, colon - 1)), tonumber(string.sub(known, colon + 1))
  if epoch < lastEpoch then
    return redis.error_reply('FENCED the producer has moved on to epoch ' .. string.format('%.0f', lastEpoch))
  end
  if epoch == lastEpoch and lastSequence >= next then next = lastSequence + 1 end
end
local ids = {}
at = 4
for i = 1, count do
  local words = tonumber(ARGV[at])
  if sequence + i - 1 < next then
    ids[i] = false
  else
    ids[i] = redis.call('XADD', KEYS[1], '*', unpack(ARGV, at + 1, at + words))
  end
  at = at + words + 1
end
if sequence + count > next then
  redis.call('HSET', KEYS[2], producer, string.format('%.0f:%.0f', epoch, sequence + count - 1))
end
return ids
`;

const HGET_LINE = lineOf(SOURCE, "redis.call('HGET'");
const XADD_LINE = lineOf(SOURCE, "redis.call('XADD'");
const HSET_LINE = lineOf(SOURCE, "redis.call('HSET'");

const whole = (text: Bytes | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;

const native: NativeScript = (
  run, [stream = "", producers = ""], [producer = "", givenEpoch, givenSequence, ...batch],
) => {
  const epoch = whole(givenEpoch);
  const sequence = whole(givenSequence);
  if (epoch === undefined || sequence === undefined) {
    return new ReplyError("ERR epoch and sequence are whole numbers of at most 15 digits");
  }
  const entries = readBatch(batch);
  if (entries === undefined) return new ReplyError("ERR malformed batch");
  let next = sequence;
  const known = callCommand(run, ["HGET", producers, producer]);
  if (known instanceof ReplyError) return failedAt(run, known, HGET_LINE);
  if (typeof known === "string") {
    const [lastEpoch = 0, lastSequence = 0] = known.split(":").map(Number);
    if (epoch < lastEpoch) return new ReplyError(`FENCED the producer has moved on to epoch ${lastEpoch}`);
    if (epoch === lastEpoch && lastSequence >= next) next = lastSequence + 1;
  }
  const ids: Reply[] = [];
  for (const [i, entry] of entries.entries()) {
    const id = sequence + i < next ? null : callCommand(run, ["XADD", stream, "*", ...entry]);
    if (id instanceof ReplyError) return failedAt(run, id, XADD_LINE);
    ids.push(id);
  }
  if (sequence + entries.length > next) {
    const written = callCommand(run, ["HSET", producers, producer, `${epoch}:${sequence + entries.length - 1}`]);
    if (written instanceof ReplyError) return failedAt(run, written, HSET_LINE);
  }
  return ids;
};

export const fencedAppend: ShippedScript = { source: SOURCE, digest: sha1(SOURCE), native };
