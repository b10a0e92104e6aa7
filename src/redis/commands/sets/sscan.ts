import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { cursorArgument, scanOptions } from "./scan-options.ts";
import { setAt } from "./set-access.ts";

/** SSCAN key cursor [MATCH pattern] [COUNT count]. */
export const sscan: Run = (context, args) => {
  const from = cursorArgument(args[2] as Bytes, context.compat);
  const set = setAt(context, args[1] as Bytes);
  if (set === undefined) return ["0", []];
  const { count, matches } = scanOptions(context, args, 3);
  const { cursor, keys } = set.scan(from, count);
  return [String(cursor), keys.filter(matches)];
};
