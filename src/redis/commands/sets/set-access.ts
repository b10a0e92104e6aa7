import type { SetValue } from "../../sets/set-value.ts";
import type { Bytes } from "../../server/bytes.ts";
import type { CommandContext } from "../../server/command.ts";

export const setAt = (context: CommandContext, key: Bytes): SetValue | undefined =>
  context.db.getOf<SetValue>(key, "set");

/** To be called after members have been removed. */
export function afterRemoval(context: CommandContext, key: Bytes, set: SetValue): void {
  if (set.size === 0) context.db.delete(key);
  else context.db.touch(key);
}
