import type { Bytes } from "../../server/bytes.ts";
import { ReplyError } from "../../server/reply.ts";
import { callCommand } from "../command-call.ts";
import type { NativeScript, ShippedScript } from "../native-script.ts";
import { sha1 } from "../sha1.ts";
import { readBulk } from "./bulk-entries.ts";

/**
 * Appends many entries that come as one argument: a server then parses one string, and a client makes one, instead of
 * thousands.
 *
 * KEYS[1]: the stream. ARGV[1]: a MessagePack array of entries, each an array of fields and values, all of them texts.
 * Returns how many were appended and, when one was refused, why; nothing is appended when the argument is malformed.
 */
const SOURCE = `local key, call = KEYS[1], redis.pcall
local valid, batch, more = pcall(cmsgpack.unpack, ARGV[1])
if not valid or more ~= nil or type(batch) ~= 'table' then
  return redis.error_reply('ERR malformed batch')
end
local count = #batch
for i = 1, count do
  local entry = batch[i]
  if type(entry) ~= 'table' or #entry < 2 or #entry % 2 ~= 0 then
    return redis.error_reply('ERR malformed batch')
  end
end
for i = 1, count do
  local id = call('XADD', key, '*', unpack(batch[i]))
  if type(id) == 'table' then return { i - 1, id.err } end
end
return { count }
`;

const native: NativeScript = (run, [key = ""], [bulk = ""]) => {
  const entries: readonly (readonly Bytes[])[] | undefined = readBulk(bulk);
  if (entries === undefined) return new ReplyError("ERR malformed batch");
  for (const [at, entry] of entries.entries()) {
    const id = callCommand(run, ["XADD", key, "*", ...entry]);
    if (id instanceof ReplyError) return [at, id.message];
  }
  return [entries.length];
};

export const bulkAppend: ShippedScript = { source: SOURCE, digest: sha1(SOURCE), native };
