import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext } from "../../server/command.ts";
import { ReplyError } from "../../server/reply.ts";
import type { StringValue } from "../../strings/string-value.ts";

export const stringAt = (context: CommandContext, key: Bytes): StringValue | undefined =>
  context.db.getOf<StringValue>(key, "string");

/** Throws what a server answers when a string would become longer than it allows. */
export function checkLength(context: CommandContext, length: number): void {
  if (length > context.server.config.number("proto-max-bulk-len")) {
    throw new ReplyError("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
  }
}
