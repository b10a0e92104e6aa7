import { ReplyError } from "../../server/reply.ts";
import { callCommand } from "../command-call.ts";
import type { NativeScript, ShippedScript } from "../native-script.ts";
import { sha1 } from "../sha1.ts";
import { failedAt, lineOf } from "./script-line.ts";

/**
 * Makes a producer's next epoch the current one, so that its earlier lives are fenced before it has appended anything.
 *
 * KEYS[1]: the hash of fenced-append. ARGV[1]: the producer. Returns the epoch, 1 for a new producer.
 */
const SOURCE = `local known = redis.call('HGET', KEYS[1], ARGV[1])
local epoch = 1
if known then
  epoch = tonumber(string.sub(known, 1, string.find(known, ':', 1, true) - 1)) + 1
end
redis.call('HSET', KEYS[1], ARGV[1], string.format('%.0f:0', epoch))
return epoch
`;

const HGET_LINE = lineOf(SOURCE, "redis.call('HGET'");
const HSET_LINE = lineOf(SOURCE, "redis.call('HSET'");

const native: NativeScript = (run, [producers = ""], [producer = ""]) => {
  const known = callCommand(run, ["HGET", producers, producer]);
  if (known instanceof ReplyError) return failedAt(run, known, HGET_LINE);
  const epoch = typeof known === "string" ? Number(known.slice(0, known.indexOf(":"))) + 1 : 1;
  const written = callCommand(run, ["HSET", producers, producer, `${epoch}:0`]);
  return written instanceof ReplyError ? failedAt(run, written, HSET_LINE) : epoch;
};

export const takeEpoch: ShippedScript = { source: SOURCE, digest: sha1(SOURCE), native };
