import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { Status } from "../../server/reply.ts";

/** DEL key…, UNLINK key…. */
export const del: Run = (context, args) => {
  let deleted = 0;
  for (let i = 1; i < args.length; i++) if (context.db.delete(args[i] as Bytes)) deleted++;
  context.changed(deleted);
  return deleted;
};

/** EXISTS key…: a key named twice counts twice. */
export const exists: Run = ({ db }, args) => {
  let found = 0;
  for (let i = 1; i < args.length; i++) if (db.peek(args[i] as Bytes) !== undefined) found++;
  return found;
};

/** TOUCH key…. */
export const touch: Run = ({ db }, args) => {
  let found = 0;
  for (let i = 1; i < args.length; i++) if (db.get(args[i] as Bytes) !== undefined) found++;
  return found;
};

/** TYPE key. */
export const type: Run = ({ db }, args) => new Status(db.peek(args[1] as Bytes)?.type ?? "none");
