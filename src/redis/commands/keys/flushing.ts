import type { Bytes } from "../../server/bytes.ts";
import type { Run } from "../../server/command.ts";
import { OK, syntaxError } from "../../server/reply.ts";

/** Reads [ASYNC | SYNC]: nobody can tell them apart here. */
function readMode(args: readonly Bytes[]): void {
  const mode = args[1]?.toLowerCase();
  if (args.length > 2 || (mode !== undefined && mode !== "async" && mode !== "sync")) throw syntaxError();
}

/** FLUSHDB [ASYNC | SYNC]. Goes to the log even when there was nothing. */
export const flushdb: Run = (context, args) => {
  readMode(args);
  context.db.clear();
  context.changed();
  return OK;
};

/** FLUSHALL [ASYNC | SYNC]. */
export const flushall: Run = (context, args) => {
  readMode(args);
  for (const database of context.server.databases) database.clear();
  context.changed();
  return OK;
};
