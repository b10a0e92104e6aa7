import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { idArguments } from "./arguments.ts";
import { groupAt } from "./stream-access.ts";

/** XACK key group id [id …]: all ids must be well-formed, or none is acknowledged. */
export const xack: Run = (context, args) => {
  const place = groupAt(context, args[1] as Bytes, args[2] as Bytes);
  if (place === undefined) return 0;
  const { ms, seq } = idArguments(args, 3);
  const acknowledged = place.group.acknowledgeAll(ms, seq);
  if (acknowledged > 0) context.changed(acknowledged);
  return acknowledged;
};
